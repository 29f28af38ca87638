using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tracing.Closing;
using Tracing.Hosting;
using Tracing.Wire.Otlp;

namespace Tracing.EndToEnd.Reporting;

/// <summary>The process of an application is killed with kill -9 while its collector is away.</summary>
public sealed class KilledReporterTests : IDisposable
{
    private const int Traces = 200;

    // It has as many more to make, and is killed among them.
    private const int TracesBeforeKill = 120;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Spans_that_waited_for_longer_than_the_bound_are_sent_by_the_next_process_each_once()
    {
        var port = FreePort();
        var traces = new List<TraceId>();
        // Twice: the second process has files of the first one, and is killed as well.
        for (var kill = 0; kill < 2; kill++)
        {
            using var process = Start(port, Traces);
            try
            {
                for (var i = 0; i < TracesBeforeKill; i++) traces.Add(await TraceAsync(process));
                await RunningHost.UntilAsync(
                    () => Task.FromResult(traces.Except(TracesInFiles()).Count()), static missing => missing == 0);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { OtlpHttpPort = port });
        using var last = Start(port, 0);
        try
        {
            foreach (var trace in traces)
            {
                var kept = await RunningHost.UntilAsync(
                    async () => await host.Host.Store.GetAsync(trace), static kept => kept is { IsOpen: false });
                Assert.Equal(ReportingApplication.SpansPerTrace, kept!.Raw.Length);
                Assert.Equal(Completeness.Exact, kept.Completeness);
            }
            await RunningHost.UntilAsync(
                () => Task.FromResult(Directory.GetFiles(_folder, "*.otlp").Length), static files => files == 0);
            last.StandardInput.Close();
            await last.WaitForExitAsync().WaitAsync(_patience);
            Assert.Equal(0, last.ExitCode);
        }
        finally
        {
            if (!last.HasExited) last.Kill();
        }
    }

    private Process Start(int port, int traces) => Process.Start(new ProcessStartInfo("dotnet",
    [
        typeof(KilledReporterTests).Assembly.Location, "report", _folder, $"http://127.0.0.1:{port}",
        traces.ToString(CultureInfo.InvariantCulture),
    ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<TraceId> TraceAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
        Assert.True(TraceId.TryParse(line, out var trace), $"\"{line}\" is no trace id");
        return trace;
    }

    // Those of which all spans are in files.
    private HashSet<TraceId> TracesInFiles()
    {
        var spans = new List<TraceId>();
        foreach (var file in Directory.GetFiles(_folder, "*.otlp"))
            if (OtlpSkim.TryRead(File.ReadAllBytes(file), out _) is { } batch)
                spans.AddRange(batch.Spans.Select(static span => span.TraceId));
        return [.. spans.GroupBy(static id => id)
            .Where(static trace => trace.Count() == ReportingApplication.SpansPerTrace)
            .Select(static trace => trace.Key)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
