using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Tracing.Assembling;
using Tracing.Keeping;

namespace Tracing.Bench.Storage;

/// <summary>Asks questions while traces are stored as fast as the store takes them, and compares with the times of a
/// store at rest.</summary>
internal sealed class StoringLoad(ITraceStore store, BenchLines lines)
{
    /// <summary>Traces that are made before each round, so that making them takes no time from the round.</summary>
    private const int TracesPerRound = 40_000;

    private const int TracesPerPut = 1_000;
    private const int Rounds = 3;
    private const int TimesAtRest = 40;
    private const double MostSlower = 3;

    public async Task MeasureAsync(ImmutableArray<Question> questions)
    {
        using var maker = new GeneratedTraces(seed: 2);
        var busy = questions.Select(static _ => new List<double>()).ToArray();
        var rest = questions.Select(static _ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < TimesAtRest; i++) await AskAsync(questions, rest);
            var made = Enumerable.Range(0, TracesPerRound / TracesPerPut).Select(_ =>
                maker.Next(TracesPerPut, TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(1))).ToList();
            var storing = Task.Run(() => StoreAsync(made));
            while (!storing.IsCompleted) await AskAsync(questions, busy);
            await storing;
        }
        for (var i = 0; i < questions.Length; i++)
        {
            rest[i].Sort();
            busy[i].Sort();
            var (before, after) = (BenchLines.At(rest[i], 0.95), BenchLines.At(busy[i], 0.95));
            lines.Say($"while storing at full rate, {questions[i].What}", string.Create(CultureInfo.InvariantCulture,
                $"p95 {after:0.00} ms, {after / before:0.0} times {before:0.00} ms"), $"<= {MostSlower} times",
                after <= before * MostSlower);
        }
    }

    private async Task AskAsync(ImmutableArray<Question> questions, List<double>[] millis)
    {
        for (var i = 0; i < questions.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await questions[i].AskAsync(store);
            millis[i].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private async Task StoreAsync(List<ImmutableArray<ClosedTrace>> puts)
    {
        foreach (var put in puts) await store.PutAsync(put);
    }
}
