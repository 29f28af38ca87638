using System.Collections.Immutable;
using Tracing.Hosting.Journaling;

namespace Tracing.Demo.Clusters;

/// <summary>Two nodes, <c>./run node</c>, as processes; the one whose door took the spans is killed with kill -9 and
/// started again.</summary>
public sealed class KilledNodeTests : IDisposable
{
    private const int Traces = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
    private readonly ImmutableArray<int> _ports = ClusterPlan.FreePorts(2);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_the_door_of_a_killed_node_answered_is_in_exact_traces_each_span_once()
    {
        using var other = await StartAsync(1);
        var first = await StartAsync(0);
        try
        {
            // Open: of shards on both nodes, of which one dies with its door.
            for (var i = 1; i <= Traces; i++) await first.PostAsync(OpenTrace.Children(i));
            await WaitingAsync(first, Traces);
            await first.KillAsync();
        }
        finally
        {
            first.Dispose();
        }
        using var second = await StartAsync(0);
        Assert.Contains(second.Errors, line => line.Contains($"{Traces} batches in ", StringComparison.Ordinal));
        for (var i = 1; i <= Traces; i++) await PostUntilTakenAsync(i % 2 == 0 ? other : second, OpenTrace.Root(i));
        for (var i = 1; i <= Traces; i++) await OpenTrace.IsWholeAsync(i % 3 == 0 ? other : second, i);
        await WaitingAsync(second, 0);
        await WaitingAsync(other, 0);
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(0, await other.StopAsync());
        foreach (var node in (int[])[0, 1]) Assert.Empty(Directory.GetFiles(Path.Combine(Folder(node), "journal")));
    }

    // While shards move, a door may answer 503.
    private static Task<bool> PostUntilTakenAsync(HostProcess node, string json) =>
        Hosting.RunningHost.UntilAsync(() => node.TryPostAsync(json), isTaken => isTaken);

    private static Task<string> WaitingAsync(HostProcess host, int batches) => Hosting.RunningHost.UntilAsync(
        host.MetricsAsync, metrics => metrics.Contains($"\ntracing_journal_waiting_batches {batches}\n", StringComparison.Ordinal));

    private string Folder(int node) => Path.Combine(_folder, $"n{node}");

    // Each is the other's seed; max-age as on a single node, so that traces stay open until their roots come.
    private Task<HostProcess> StartAsync(int node) => HostProcess.StartAsync(
        "node", "--port", $"{_ports[node]}", "--seed", $"127.0.0.1:{_ports[1]}", "--seed", $"127.0.0.1:{_ports[0]}",
        "--data", Folder(node), "--max-age", "120s");
}
