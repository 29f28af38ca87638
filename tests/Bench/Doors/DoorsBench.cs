using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Tracing.Bench.Measuring;
using Tracing.Configuration;
using Tracing.Demo.Generating;
using Tracing.Otlp;

namespace Tracing.Bench.Doors;

/// <summary>Measures what a host takes for a span from each door to the disk: its processor time, its answers' times, and
/// the bytes on disk.</summary>
/// <remarks>The spans are those of <c>./run generate</c>, with random ids, SQL and stack traces. They are made and encoded
/// beforehand, and the host's process is measured alone. The first round is also shown without its first second, in
/// which most of the code is compiled.</remarks>
internal sealed class DoorsBench(int? requests, string? door) : IBench
{
    /// <summary>With 512 spans or a few more each, some 200,000 spans a round.</summary>
    private const int DefaultRequests = 390;

    private const int Rounds = 5;

    /// <summary>The first round in which nearly all code is compiled. It and those after it are shown together too, because
    /// the rows of ids, which wait until there are many, are in some of them.</summary>
    private const int FirstWarm = 3;

    private const int PeerRounds = 3;

    /// <summary>The peer takes some fifty times as long for a span.</summary>
    private const int PeerShare = 4;

    private const int Connections = 4;
    private const int PacedSpansPerSecond = 30_000;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _firstSecond = TimeSpan.FromSeconds(1);
    private static readonly HttpClient _client = new();
    private int _answered;

    public static ImmutableArray<string> Doors { get; } = ["http/protobuf", "grpc", "http/json", "zipkin"];

    public void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private async Task RunAsync(TextWriter output)
    {
        output.WriteLine("spans per CPU-second of the host, from the door to the disk; rounds on one host, as fast as it takes them");
        output.WriteLine($"by {Connections} connections, and a last one at {PacedSpansPerSecond:N0} spans a second;");
        output.WriteLine($"1>1s: the first round without its first second; warm: rounds {FirstWarm} to {Rounds} together");
        output.WriteLine("door           round      spans  spans/CPU-s  on disk  on wire    p50      p99");
        foreach (var one in Doors.Where(one => door is null || one == door))
        {
            using var host = new BenchHost();
            var (warmSpans, warmTime) = (0L, TimeSpan.Zero);
            for (var round = 1; round <= Rounds; round++)
            {
                var (spans, used) = await RoundAsync(output, host, one, $"{round}");
                if (round >= FirstWarm) (warmSpans, warmTime) = (warmSpans + spans, warmTime + used);
            }
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{one,-14} {"warm",5} {warmSpans,10:N0} {warmSpans / warmTime.TotalSeconds,12:N0}"));
            await RoundAsync(output, host, one, "paced", PacedSpansPerSecond);
        }
        if (door is null) await PeerAsync(output);
    }

    private async Task PeerAsync(TextWriter output)
    {
        output.WriteLine(
            $"the Aspire dashboard with a {PeerShare}th of such traces, up to its answers; it keeps them in memory");
        foreach (var one in Doors[..2])
        {
            using var peer = await AspireDashboard.StartAsync();
            if (peer is null)
            {
                output.WriteLine("its package is not served here");
                return;
            }
            using var sender = new OtlpSpanSender(one == "grpc"
                ? new OtlpDestination(peer.Grpc) { Protocol = OtlpProtocol.Grpc }
                : new OtlpDestination(peer.Door));
            for (var round = 1; round <= PeerRounds; round++)
            {
                var made = Make(sender, isJson: false, PeerShare);
                var cpu = peer.Cpu;
                var times = await SendAsync(sender, made);
                Say(output, one, $"{round}", made, peer.Cpu - cpu, "-", times);
            }
        }
    }

    private async Task<(long Spans, TimeSpan Used)> RoundAsync(
        TextWriter output, BenchHost host, string door, string round, int spansPerSecond = 0)
    {
        using var sender = Sender(host, door);
        var made = Make(sender, door == "http/json");
        var before = await StoreAsync(host);
        var cpu = host.Cpu;
        _answered = 0;
        var firstSecond = FirstSecondAsync(host);
        var times = await SendAsync(sender, made, spansPerSecond);
        var began = Stopwatch.GetTimestamp();
        var after = before;
        while ((after = await StoreAsync(host)).Traces < before.Traces + made.Traces)
        {
            if (Stopwatch.GetElapsedTime(began) > _patience) throw new InvalidOperationException("not all traces were stored");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
        var used = host.Cpu - cpu;
        Say(output, door, round, made, used,
            string.Create(CultureInfo.InvariantCulture, $"{(after.Bytes - before.Bytes) / (double)made.Spans:0} B"), times);
        if (round != "1") return (made.Spans, used);
        // What was answered in the first second and is stored later counts as work of the rest, but not as its spans.
        var (early, answered) = await firstSecond;
        var rest = made.Spans * (made.Requests.Count - answered) / made.Requests.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{door,-14} {"1>1s",5} {rest,10:N0} {rest / (used - (early - cpu)).TotalSeconds,12:N0}"));
        return (made.Spans, used);
    }

    // The host's processor time after the first second, and how many requests were answered until then.
    private async Task<(TimeSpan Cpu, int Answered)> FirstSecondAsync(BenchHost host)
    {
        await Task.Delay(_firstSecond);
        return (host.Cpu, Volatile.Read(ref _answered));
    }

    private DoorRequests Make(ISpanSender sender, bool isJson, int share = 1)
    {
        var plan = SystemPlan.Parse(EmbeddedText.Read(typeof(SystemPlan).Assembly, "Tracing.Demo.shop.conf"), "shop.conf");
        return DoorRequests.Make(
            new TraceMaker(plan, Random.Shared.Next()), sender, (requests ?? DefaultRequests) / share, isJson);
    }

    // The time of each answer, the shortest first.
    private async Task<TimeSpan[]> SendAsync(ISpanSender sender, DoorRequests made, int spansPerSecond = 0)
    {
        var times = new TimeSpan[made.Requests.Count];
        var pause = spansPerSecond == 0 ? TimeSpan.Zero
            : TimeSpan.FromSeconds(made.Spans / (double)spansPerSecond / made.Requests.Count);
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, made.Requests.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (number, stopping) =>
            {
                var early = (pause * number) - Stopwatch.GetElapsedTime(began);
                if (early > TimeSpan.Zero) await Task.Delay(early, stopping);
                var start = Stopwatch.GetTimestamp();
                while ((await sender.SendAsync(made.Requests[number], stopping)).Outcome != SendOutcome.Taken)
                    await Task.Delay(TimeSpan.FromMilliseconds(20), stopping);
                times[number] = Stopwatch.GetElapsedTime(start);
                Interlocked.Increment(ref _answered);
            });
        Array.Sort(times);
        return times;
    }

    private static void Say(
        TextWriter output, string door, string round, DoorRequests made, TimeSpan used, string onDisk, TimeSpan[] times) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{door,-14} {round,5} {made.Spans,10:N0} {made.Spans / used.TotalSeconds,12:N0} {onDisk,8} ")
            + string.Create(CultureInfo.InvariantCulture,
            $"{made.Bytes / (double)made.Spans,6:0} B {times[times.Length / 2].TotalMilliseconds,5:0.0} ms {times[times.Length * 99 / 100].TotalMilliseconds,5:0.0} ms"));

    private static ISpanSender Sender(BenchHost host, string door) => door switch
    {
        "grpc" => new OtlpSpanSender(new OtlpDestination(host.Grpc) { Protocol = OtlpProtocol.Grpc }),
        "zipkin" => new ZipkinSpanSender(new OtlpDestination(host.Zipkin)),
        "http/json" => new JsonSpanSender(new OtlpDestination(host.Door)),
        _ => new OtlpSpanSender(new OtlpDestination(host.Door)),
    };

    private static async Task<(long Traces, long Bytes)> StoreAsync(BenchHost host)
    {
        var metrics = await _client.GetStringAsync(new Uri(host.Page, "/metrics"));
        return (Value("tracing_store_traces"), Value("tracing_store_bytes"));

        long Value(string name) => metrics.Split('\n')
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(line => long.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture)).First();
    }
}
