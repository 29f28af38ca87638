using System.Collections.Immutable;
using Tracing.Hosting.CommandLine;

namespace Tracing.Demo.Clusters;

/// <summary>Stops a node in order, and starts it again when its process has ended.</summary>
/// <param name="worthwhile">Shards that a node has before it is stopped, so that there is something to hand
/// over.</param>
internal sealed class RestartTurn(
    int worthwhile, RequestFeed feed, RecoveryWait recovery, FirstTraceAfterMove firstTrace, TimeProvider time) : IDisruption
{
    private readonly Lock _lock = new();
    private ImmutableArray<NodeRestart> _done = [];

    public ImmutableArray<NodeRestart> Done
    {
        get
        {
            lock (_lock) return _done;
        }
    }

    /// <summary>One of those that had the fewest restarts: as many turns as there are nodes are a rolling
    /// restart.</summary>
    public ClusterNode Choose(ImmutableArray<ClusterNode> nodes)
    {
        var done = Done;
        var counts = nodes.ToLookup(node => done.Count(restart => restart.Node == node.Name));
        ClusterNode[] next = [.. counts.MinBy(count => count.Key)!];
        return next[Random.Shared.Next(next.Length)];
    }

    public async Task<string?> DisruptAsync(ClusterNode node, CancellationToken stopping)
    {
        // With few requests a second it may have fewer, and is stopped all the same.
        await recovery.UntilAsync(() => node.Status.ShardCount >= worthwhile || feed.IsHeldBack, stopping);
        var shards = node.Status.ShardCount;
        var told = time.GetTimestamp();
        firstTrace.Begin(node);
        node.Stop();
        if (!await recovery.EndsAsync(node, stopping)) return Fault(node, "had not ended");
        var ended = time.GetElapsedTime(told);
        if (node.ExitCode != ExitCode.Ok)
            return $"{node.Name} was stopped in order and ended with exit code {node.ExitCode}; its log: {node.LogFile}";
        await feed.TakeBackAsync(node);
        if (!await recovery.OthersGoOnAsync(node, stopping)) return Fault(node, "had not left the others");
        node.Start();
        if (!await recovery.IsWholeAsync(stopping)) return Fault(node, "was not back");
        // A shard starts with the first spans for it, so none comes when there are no more requests.
        if (!await recovery.UntilAsync(() => node.Status.ShardCount > 0 || feed.IsHeldBack, stopping))
            return Fault(node, "had no shards");
        lock (_lock) _done = _done.Add(new NodeRestart(node.Name, shards, firstTrace.End(), ended, node.Status.ShardCount));
        return null;
    }

    private static string Fault(ClusterNode node, string state) =>
        $"{node.Name} was restarted in order and {state} within {RecoveryWait.Patience.TotalSeconds} s; its log: "
        + node.LogFile;
}
