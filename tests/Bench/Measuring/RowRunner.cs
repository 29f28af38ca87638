using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Tracing.Bench.Measuring;

/// <summary>Measures all rows in one run of BenchmarkDotNet, so that both sides meet the same machine.</summary>
internal static class RowRunner
{
    public static void Run(IReadOnlyList<BenchRow> rows, string peerName, TextWriter output)
    {
        var sides = rows.Select(row => (Row: row, Ours: new Measured($"{row.What}, ours", row.Ours),
            Peer: row.Peer is { } peer ? new Measured($"{row.What}, {peerName}", peer) : null)).ToArray();
        RowBenchmark.All = [.. sides.SelectMany(s => s.Peer is { } peer ? [s.Ours, peer] : new[] { s.Ours })];

        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithLaunchCount(1).WithWarmupCount(10).WithIterationCount(15)
            .WithIterationTime(TimeInterval.FromMilliseconds(50));
        var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(new Progress(output))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "tracing-bench"));
        var summary = BenchmarkRunner.Run<RowBenchmark>(config);
        var figures = summary.Reports.ToDictionary(report => report.BenchmarkCase.Parameters["Case"], FiguresOf);
        output.WriteLine();
        RowTable.Write(output, peerName,
            [.. sides.Select(s => (s.Row, Of(s.Ours), s.Peer is { } peer ? Of(peer) : null))]);

        Figures? Of(Measured measured) => figures.GetValueOrDefault(measured);
    }

    private static Figures? FiguresOf(BenchmarkReport report) => report.ResultStatistics is { } statistics
        ? new Figures(statistics.Median, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)
        : null;

    /// <summary>Shows a dot for each side measured, and errors; the rest of the log is noise here.</summary>
    private sealed class Progress(TextWriter output) : ILogger
    {
        public string Id => nameof(Progress);

        public int Priority => 0;

        public void Write(LogKind logKind, string text)
        {
            if (logKind == LogKind.Error) output.Write(text);
        }

        public void WriteLine(LogKind logKind, string text)
        {
            if (logKind == LogKind.Error) output.WriteLine(text);
            else if (text.StartsWith("// Benchmark: ", StringComparison.Ordinal)) output.Write('.');
        }

        public void WriteLine()
        {
        }

        public void Flush() => output.Flush();
    }
}
