using System.Diagnostics;
using System.Globalization;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Storage.Packing;

namespace Tracing.Bench.Storage;

/// <summary>Measures what a question costs that looks into a block: when it reads the values of one attribute, and when
/// it reads all, as it would if they were compressed together.</summary>
internal static class BlockCost
{
    private const int Traces = 10_000;
    private const int Rounds = 30;

    public static void Measure(BenchLines lines)
    {
        var blocks = Pack();
        var one = new FieldSearch(new TraceQuery(Attributes: [AttributeCondition.Equal("stock.sku", "none")]));
        (string What, Action<Block> Ask)[] questions =
        [
            ("values of one attribute", block => new BlockReader(block.Body).MayMatch(one, block.Entries)),
            ("all values", block =>
            {
                var reader = new BlockReader(block.Body);
                reader.Decompress();
                reader.MayMatch(one, block.Entries);
            }),
        ];
        var best = Enumerable.Repeat(TimeSpan.MaxValue, questions.Length).ToArray();
        // In turn, so that neither has faster code or a busier machine.
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < questions.Length; i++)
            {
                var began = Stopwatch.GetTimestamp();
                foreach (var block in blocks) questions[i].Ask(block);
                if (Stopwatch.GetElapsedTime(began) is var passed && passed < best[i]) best[i] = passed;
            }
        }
        for (var i = 0; i < questions.Length; i++)
        {
            lines.Say($"a question to a block that reads {questions[i].What}", string.Create(
                CultureInfo.InvariantCulture, $"{best[i].TotalMicroseconds / blocks.Count:0} µs"));
        }
    }

    private static List<Block> Pack()
    {
        using var maker = new GeneratedTraces(seed: 3);
        var (builder, blocks) = (new BlockBuilder(), new List<Block>());
        foreach (var trace in maker.Next(Traces, TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(1)))
        {
            builder.Add(builder.Count + 1, KeptTrace.Of(trace));
            if (builder.IsFull) blocks.Add(builder.Build());
        }
        return blocks;
    }
}
