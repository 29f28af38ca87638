using System.Diagnostics;
using System.Globalization;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Sqlite;
using Tracing.Storage;
using Tracing.Storage.Journaling;

namespace Tracing.Bench.Journal;

/// <summary>Measures the cost of a door's journal: the same requests into the same collector and store, with it and
/// without it, in turn.</summary>
internal sealed class JournalBench : IBench
{
    private const int Rounds = 5;

    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(2);

    public void Run(TextWriter output)
    {
        output.WriteLine("requests of whole traces, SQLite and journal on disk, synchronous full; "
            + $"medians of {Rounds} rounds, with and without the journal in turn:");
        foreach (var (spans, callers) in ((int, int)[])[(512, 64), (8, 256), (8, 1)])
            RunAsync(spans, callers, output).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(int spans, int callers, TextWriter output)
    {
        var load = new JournalLoad(spans);
        var (without, with) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(await RoundAsync(load, callers, isJournaled: false));
            with.Add(await RoundAsync(load, callers, isJournaled: true));
        }
        var what = string.Create(CultureInfo.InvariantCulture,
            $"{load.Spans} spans a request, {callers} {(callers == 1 ? "client" : "clients at once")}");
        var (before, after) = (Median(without), Median(with));
        Say(output, $"{what}: without", before);
        Say(output, $"{what}: with", after);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {"",-44} {after.SpansPerSecond / before.SpansPerSecond:P0} of the spans a second, {after.Micros - before.Micros:+0.00;-0.00} µs of CPU a span"));
    }

    private static async Task<Round> RoundAsync(JournalLoad load, int callers, bool isJournaled)
    {
        var folder = Directory.CreateTempSubdirectory("tracing-bench-").FullName;
        try
        {
            var settings = new StorageSettings { Path = folder };
            await using var store = SqliteTraceStore.Open(settings);
            await using var journal = BatchJournal.Open(settings);
            await using var engine = ActorEngine.Start("", [], AssemblerSettings.Default, store);
            await using var journaled = new JournaledIntake(journal, engine);
            IBatchIntake intake = isJournaled ? journaled : engine;
            await LoadAsync(load, callers, intake, _warmUp);
            var (cpu, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            var taken = await LoadAsync(load, callers, intake, _measured);
            var (micros, seconds) = ((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds, Stopwatch.GetElapsedTime(began).TotalSeconds);
            return new Round(taken * load.Spans / seconds, micros / (taken * load.Spans), seconds * callers * 1000 / taken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> LoadAsync(JournalLoad load, int callers, IBatchIntake intake, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var taken = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                if (await intake.TakeAsync(load.Next())) count++;
                else await Task.Yield();
            }
            return count;
        })));
        return taken.Sum();
    }

    private static Round Median(List<Round> rounds) => rounds.OrderBy(round => round.SpansPerSecond).ElementAt(rounds.Count / 2);

    private static void Say(TextWriter output, string what, Round round) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {what,-44} {round.SpansPerSecond,9:N0} spans/s, {round.Micros:0.00} µs of CPU a span, answered after {round.Millis:0.0} ms"));

    private readonly record struct Round(double SpansPerSecond, double Micros, double Millis);
}
