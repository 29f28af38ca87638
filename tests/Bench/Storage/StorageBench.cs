using System.Diagnostics;
using System.Globalization;
using Tracing.Keeping;
using Tracing.Postgres.Servers;

namespace Tracing.Bench.Storage;

/// <summary>Measures the cost of a span on its way to the disk and there, and how long questions take with a million
/// traces stored.</summary>
internal sealed class StorageBench(int traces, bool usesPostgres = false) : IBench
{
    public const int DefaultTraces = 1_000_000;

    private const int TracesPerPut = 1_000;
    private const int PutsBetweenLines = 50;

    /// <summary>A question is asked at least so often; slow ones are asked less often than wanted.</summary>
    private const int LeastTimes = 3;

    private const double MostMillis = 5_000;

    /// <summary>The time that the traces cover, however many they are.</summary>
    public static TimeSpan Covered { get; } = TimeSpan.FromHours(3);

    private static readonly HttpClient _client = new();

    public void Run(TextWriter output) => RunAsync(new BenchLines(output)).GetAwaiter().GetResult();

    private async Task RunAsync(BenchLines lines)
    {
        if (usesPostgres && TestServer.Missing is { } missing)
        {
            lines.Say(missing);
            return;
        }
        // ./run takes those of the host.
        var areOfHost = AppContext.TryGetSwitch("System.Runtime.TieredPGO", out var measures) && !measures;
        lines.Say($"settings of .NET: {(areOfHost ? "the host's" : "its own")}");
        BlockCost.Measure(lines);
        await using IBenchStore place = usesPostgres
            ? new PostgresBenchStore(await TestServer.StartAsync(), lines.Say)
            : new SqliteBenchStore(lines.Say);
        var begin = TimeProvider.System.GetUtcNow() - Covered;
        var known = new KnownTraces(begin);
        long spans;
        await using (var store = await OpenAsync(place))
            spans = await FillAsync(place, store.Store, known, begin, lines);
        var bytes = await place.BytesAsync() / (double)spans;
        if (place.BytesPerSpan is { } aim)
            lines.Say("on disk, all files of a closed store", Text($"{bytes:0.0} B a span"), $"<= {aim} B", bytes <= aim);
        else lines.Say("on the server's disk, tables and indexes", Text($"{bytes:0.0} B a span"));
        await StartAsync(place, lines);
        var questions = new Questions(known, place.ByIdMillis);
        await using (var store = await OpenAsync(place))
        {
            foreach (var question in questions.All) await MeasureAsync(store.Store, question, lines);
            await new StoringLoad(store.Store, lines).MeasureAsync([questions.ById, .. questions.WhileStoring]);
        }
    }

    private async Task<long> FillAsync(
        IBenchStore place, ITraceStore store, KnownTraces known, DateTimeOffset begin, BenchLines lines)
    {
        using var maker = new GeneratedTraces(seed: 1);
        var (spans, wireBytes, apart) = (0L, 0L, Covered / traces);
        TimeSpan cpu = default, wall = default;
        var serverCpu = place.ServerCpu();
        for (var first = 0; first < traces; first += TracesPerPut)
        {
            var put = maker.Next(Math.Min(TracesPerPut, traces - first), begin + (first * apart), apart);
            spans += put.Sum(static trace => trace.Spans.Length);
            wireBytes += put.Sum(static trace => trace.Spans.Sum(static span => (long)span.Bytes.Length));
            known.Add(put, isMiddle: first / TracesPerPut == traces / TracesPerPut / 2);
            var (cpuBefore, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await store.PutAsync(put);
            (cpu, wall) = (cpu + Environment.CpuUsage.TotalTime - cpuBefore, wall + Stopwatch.GetElapsedTime(began));
            if (first / TracesPerPut % PutsBetweenLines == PutsBetweenLines - 1)
                await Console.Error.WriteLineAsync(Text($"stored {first + put.Length:N0} of {traces:N0} traces"));
        }
        lines.Say(Text($"{place.Name}: {traces:N0} traces of {spans / (double)traces:0.0} spans, {wireBytes / spans} B a span on ")
            + Text($"the wire, {TracesPerPut:N0} traces a put, over {Covered.TotalHours} hours"));
        lines.Say("stored, per CPU-second of this process", Text($"{spans / cpu.TotalSeconds:N0} spans/s"),
            Text($">= {place.SpansPerCpuSecond:N0}"), spans / cpu.TotalSeconds >= place.SpansPerCpuSecond);
        if (place.ServerCpu() - serverCpu is { } server)
            lines.Say("stored, per CPU-second of the server", Text($"{spans / server.TotalSeconds:N0} spans/s"));
        lines.Say("stored, per second of the clock", Text($"{spans / wall.TotalSeconds:N0} spans/s"));
        return spans;
    }

    /// <summary>Measures the time from the start of the real host to its first answer.</summary>
    private static async Task StartAsync(IBenchStore place, BenchLines lines)
    {
        var began = Stopwatch.GetTimestamp();
        using var host = place.StartHost();
        await _client.GetStringAsync(new Uri(host.Page, "/api/search?service=payments"));
        var passed = Stopwatch.GetElapsedTime(began);
        lines.Say("cold start of a host, to its first answer", Text($"{passed.TotalMilliseconds:0} ms"), "<= 1000 ms",
            passed.TotalMilliseconds <= 1_000);
    }

    private static async Task MeasureAsync(ITraceStore store, Question question, BenchLines lines)
    {
        var millis = new List<double>();
        var cpu = Environment.CpuUsage.TotalTime;
        while (millis.Count < LeastTimes || (millis.Count < question.Times && millis.Sum() < MostMillis))
        {
            var began = Stopwatch.GetTimestamp();
            await question.AskAsync(store);
            millis.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        // The first one too: nothing is in any cache of ours yet.
        lines.SayTimes(question.What, millis, question.AimMillis,
            (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / millis.Count);
    }

    private static async Task<OpenedStore> OpenAsync(IBenchStore place) => new(await place.OpenAsync());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record OpenedStore(ITraceStore Store) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ((IAsyncDisposable)Store).DisposeAsync();
    }
}
