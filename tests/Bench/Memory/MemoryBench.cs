using System.Diagnostics;
using System.Globalization;
using Tracing.Bench.Measuring;

namespace Tracing.Bench.Memory;

/// <summary>Measures the memory of a host with a small budget for open traces that gets only spans without a root, and
/// what it keeps of that at rest.</summary>
internal sealed class MemoryBench(int? seconds, int? budget) : IBench
{
    public const int DefaultSeconds = 60;

    private const int SpansPerSecond = 8_000;
    private const int DefaultBudget = 16;

    private static readonly TimeSpan _between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(20);

    // A request takes as long as the host needs to write it to the journal; several keep the rate all the same.
    private const int Senders = 4;

    private static readonly HttpClient _client = new();
    private long _sent;
    private long _refused;

    public void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private async Task RunAsync(TextWriter output)
    {
        var mebibytes = budget ?? DefaultBudget;
        using var host = new BenchHost("--set", $"tracing.collector.max-bytes={mebibytes}MiB");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            a host with tracing.collector.max-bytes = {mebibytes} MiB gets {SpansPerSecond:N0} spans a second,
            each of a new trace without a root
               time |  resident | managed heap | open traces |     store |      spans
            """));
        await SayAsync(output, host, "start");
        var began = Stopwatch.GetTimestamp();
        var time = TimeSpan.FromSeconds(seconds ?? DefaultSeconds);
        var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(host.Door, began, time)));
        var most = 0L;
        while (!sending.IsCompleted)
        {
            await Task.WhenAny(sending, Task.Delay(_between));
            most = Math.Max(most, await SayAsync(output, host, Seconds(Stopwatch.GetElapsedTime(began))));
        }
        await sending;
        await Task.Delay(_rest);
        var atRest = await SayAsync(output, host, "at rest");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"at most {most >> 20} MiB, at rest {atRest >> 20} MiB; ")
            + string.Create(CultureInfo.InvariantCulture, $"{_sent:N0} spans taken, {_refused:N0} requests refused"));
    }

    private async Task SendAsync(Uri door, long began, TimeSpan time)
    {
        var spans = new RootlessSpans();
        for (var sent = 0L; Stopwatch.GetElapsedTime(began) is var past && past < time;)
        {
            if (sent > past.TotalSeconds * SpansPerSecond / Senders)
            {
                await Task.Delay(10);
                continue;
            }
            using var content = spans.Next();
            using var answer = await _client.PostAsync(door, content);
            if (answer.IsSuccessStatusCode) Interlocked.Add(ref _sent, RootlessSpans.SpansPerRequest);
            else Interlocked.Increment(ref _refused);
            sent += RootlessSpans.SpansPerRequest;
        }
    }

    private static async Task<long> SayAsync(TextWriter output, BenchHost host, string when)
    {
        var resident = host.ResidentBytes;
        var metrics = await _client.GetStringAsync(new Uri(host.Page, "/metrics"));
        output.WriteLine($"{when,7} | {Mib(resident)} | {Mib(Value("dotnet_gc_committed_bytes")),12} | "
            + $"{Mib(Value("tracing_collector_open_bytes")),11} | {Mib(Value("tracing_store_bytes"))} | "
            + string.Create(CultureInfo.InvariantCulture, $"{Value("tracing_collector_spans_total"),10:0}"));
        return resident;

        double Value(string name) => metrics.Split('\n')
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(line => double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    private static string Mib(double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20),5:0} MiB");

    private static string Seconds(TimeSpan past) =>
        string.Create(CultureInfo.InvariantCulture, $"{past.TotalSeconds:0} s");
}
