using System.Collections.Immutable;

namespace Tracing.Demo.Clusters;

/// <summary>Kills a random node with kill -9, and starts it again in its place.</summary>
internal sealed class KillTurn(
    ImmutableArray<ClusterNode> nodes, RequestFeed feed, RecoveryWait recovery, FirstTraceAfterMove firstTrace, TimeProvider time)
    : IDisruption
{
    /// <summary>Time in which other nodes may still send to the dead process's connections after the next one is up.</summary>
    private static readonly TimeSpan _gates = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private ImmutableArray<NodeDeath> _deaths = [];

    public ImmutableArray<NodeDeath> Deaths
    {
        get
        {
            lock (_lock) return _deaths;
        }
    }

    public ClusterNode Choose(ImmutableArray<ClusterNode> nodes) => nodes[Random.Shared.Next(nodes.Length)];

    public async Task<string?> DisruptAsync(ClusterNode node, CancellationToken stopping)
    {
        var killed = time.GetUtcNow();
        DateTimeOffset? storedUpTo = null;
        firstTrace.Begin(node);
        try
        {
            await node.KillAsync();
            // Its last words have been read by now, and those of its successor have not begun.
            storedUpTo = node.Status.StoredUpTo;
            await feed.TakeBackAsync(node);
            // Two nodes cannot tell a death from a cut: there the new process takes the dead one's place by itself.
            if (nodes.Length > 2 && !await recovery.OthersGoOnAsync(node, stopping)) return Fault("gone on", node);
            node.Start();
            return await recovery.IsWholeAsync(stopping) ? null : Fault("become whole", node);
        }
        finally
        {
            // Also when somebody ends the run meanwhile: the judge must know of each death.
            var death = new NodeDeath(node.Name, node.Port, killed,
                storedUpTo ?? DateTimeOffset.MinValue, time.GetUtcNow() + _gates, firstTrace.End());
            lock (_lock) _deaths = _deaths.Add(death);
        }
    }

    private static string Fault(string done, ClusterNode node) =>
        $"the cluster had not {done} within {RecoveryWait.Patience.TotalSeconds} s after {node.Name} was killed";
}
