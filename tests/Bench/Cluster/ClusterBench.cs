using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Tracing.Actors;
using Tracing.Contracts;

namespace Tracing.Bench.Cluster;

/// <summary>Measures what a cluster of collectors carries on this machine, what a hop between nodes costs, what a reporter holds,
/// and what a crash costs.</summary>
internal sealed class ClusterBench : IBench
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _crashAtMost = TimeSpan.FromSeconds(100);

    public void Run(TextWriter output)
    {
        // First, so that its heap is not that of others.
        ReporterMemoryAsync(output).GetAwaiter().GetResult();
        ThroughputAsync(output).GetAwaiter().GetResult();
        CrashAsync(output).GetAwaiter().GetResult();
    }

    private static async Task ThroughputAsync(TextWriter output)
    {
        output.WriteLine("spans in traces of 8, each trace put in at one node, on as many nodes as named, all on this machine:");
        double? alone = null;
        for (var nodes = 1; nodes <= 3; nodes++)
        {
            await using var cluster = await BenchCluster.StartAsync(nodes);
            await cluster.LoadAsync(_warmUp);
            var (cpu, began, before) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), cluster.Stored);
            await cluster.LoadAsync(_measured);
            var spans = cluster.Stored - before;
            var micros = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / spans;
            var hops = (nodes - 1.0) / nodes;
            alone ??= micros;
            Say(output, $"{nodes} node{(nodes == 1 ? "" : "s")}", $"{spans / Stopwatch.GetElapsedTime(began).TotalSeconds:N0} spans/s, {micros:0.00} µs of CPU a span"
                + (nodes == 1 ? "" : Text($", a hop {(micros - alone.Value) / hops:0.00} µs ({hops:P0} of spans go to another node)")));
        }
    }

    private static async Task ReporterMemoryAsync(TextWriter output)
    {
        const int PerSecond = 30_000, Seconds = 6;
        using var system = ActorSystem.Create("reporter", "akka.loglevel = OFF, akka.stdout-loglevel = OFF, tracing.reporter.max-held-bytes = 256MiB");
        var tracing = ActorTracing.For(system);
        // To nobody who would answer: all is held, as while a dead node is not replaced.
        tracing.ReportToShards(system.DeadLetters, TraceShards.DefaultCount, 96 << 10, 4);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var began = Stopwatch.GetTimestamp();
        long made = 0;
        while (Stopwatch.GetElapsedTime(began).TotalSeconds is var past && past < Seconds)
        {
            for (; made < past * PerSecond; made += 8) BenchCluster.MakeTrace(tracing.Tracer);
            await timer.WaitForNextTickAsync();
        }
        while (tracing.Recorder.Waiting > 0) await timer.WaitForNextTickAsync();
        var held = tracing.Reported.HeldBytes;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        Say(output, $"reporter, {PerSecond:N0} spans/s, nothing stored for {Seconds} s",
            $"holds {made:N0} spans, {held / (double)made:0} B of span data each, {heap / (double)made:0} B of heap each, {heap >> 20} MiB");
        await system.Terminate();
    }

    private static async Task CrashAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("tracing-bench-").FullName;
        try
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Tracing.Demo.dll");
            var start = new ProcessStartInfo("dotnet", [program, "cluster", "--nodes", "3",
                "--requests", "4000", "--kill", "1", "--rate", "200", "--data", Path.Combine(folder, "data")])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
            using var patience = new CancellationTokenSource(_crashAtMost);
            output.WriteLine("three processes, 1,000 spans/s, one killed with kill -9 (./run cluster --nodes 3 --requests 4000 --kill 1 --rate 200):");
            try
            {
                var isSummary = false;
                while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                {
                    isSummary |= line.StartsWith("requests ", StringComparison.Ordinal);
                    if (isSummary && !line.StartsWith("data and logs", StringComparison.Ordinal)) output.WriteLine($"  {line}");
                }
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                output.WriteLine($"  not done within {_crashAtMost.TotalSeconds} s");
            }
            await process.WaitForExitAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(TextWriter output, FormattableString what, FormattableString figure) => Say(output, Text(what), Text(figure));

    private static void Say(TextWriter output, string what, string figure) => output.WriteLine($"  {what,-52} {figure}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
