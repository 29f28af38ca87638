using System.Text.Json;

namespace Tracing.Hosting.Journaling;

/// <summary>The real program, killed with kill -9 while traces are open that its door has answered for.</summary>
public sealed class KilledHostTests : IDisposable
{
    private const int Traces = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_door_answered_survives_kill_9_and_joins_what_comes_afterwards_each_span_once()
    {
        using (var first = await StartAsync())
        {
            // One trace is stored already; of the others there are children, and the root has not ended.
            await first.PostAsync(OpenTrace.Children(Traces + 1));
            await first.PostAsync(OpenTrace.Root(Traces + 1));
            // The next batch is written together with the release of these two.
            await WaitingAsync(first, 0);
            for (var i = 1; i <= Traces; i++) await first.PostAsync(OpenTrace.Children(i));
            await WaitingAsync(first, Traces);
            await first.KillAsync();
        }
        using (var second = await StartAsync())
        {
            Assert.Contains(second.Errors, line => line.Contains($"{Traces} batches in ", StringComparison.Ordinal)
                && line.EndsWith(
                    "were answered and perhaps not stored when the process before this one ended; they are taken up again",
                    StringComparison.Ordinal));
            // While they are taken up: doors are open at once.
            for (var i = 1; i <= Traces; i++) await second.PostAsync(OpenTrace.Root(i));
            for (var i = 1; i <= Traces + 1; i++) await OpenTrace.IsWholeAsync(second, i);
            await WaitingAsync(second, 0);
            Assert.Equal(3 * (Traces + 1), await CountedAsync(second), 1e-6);
            Assert.Equal(0, await second.StopAsync());
        }
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "journal")));
    }

    [Fact]
    public async Task Killed_again_and_again_at_any_moment_it_loses_nothing_that_was_answered()
    {
        const int Kills = 4;
        var answered = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var host = await StartAsync();
            var posting = PostUntilItFailsAsync(host, answered);
            await RunningHost.UntilAsync(() => Task.FromResult(posting.IsFaulted || Volatile.Read(ref _posted) > (kill + 1) * 30), isSo => isSo);
            await host.KillAsync();
            answered = await posting;
        }
        using var last = await StartAsync();
        for (var i = 1; i <= answered; i++) await last.PostAsync(OpenTrace.Root(i));
        for (var i = 1; i <= answered; i++) await OpenTrace.IsWholeAsync(last, i);
        Assert.True(answered > Kills * 30, $"{answered} traces");
        Assert.Equal(0, await last.StopAsync());
    }

    private int _posted;

    private async Task<int> PostUntilItFailsAsync(HostProcess host, int answered)
    {
        // Bounded: 10,000 answers are more than the test waits for.
        while (answered < 10_000)
        {
            try
            {
                await host.PostAsync(OpenTrace.Children(answered + 1));
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return answered;
            }
            Volatile.Write(ref _posted, ++answered);
        }
        return answered;
    }

    // The spans of the hour of these traces, as figures over time have them.
    private static async Task<double> CountedAsync(HostProcess host)
    {
        const long Hour = 3_600_000, Begin = 1_767_323_045_000 / Hour * Hour;
        using var family = JsonDocument.Parse(await host.GetAsync(
            $"/api/metrics/calls?service=shop&endTs={Begin + Hour}&lookback=0&ratePer={Hour}"));
        var point = Assert.Single(Assert.Single(family.RootElement.GetProperty("metrics").EnumerateArray())
            .GetProperty("metricPoints").EnumerateArray());
        return point.GetProperty("gaugeValue").GetProperty("doubleValue").GetDouble() * 3_600;
    }

    private Task<HostProcess> StartAsync() =>
        HostProcess.StartAsync("--data", _folder);

    private static Task<string> WaitingAsync(HostProcess host, int batches) => RunningHost.UntilAsync(
        host.MetricsAsync,
        metrics => metrics.Contains($"\ntracing_journal_waiting_batches {batches}\n", StringComparison.Ordinal));
}
