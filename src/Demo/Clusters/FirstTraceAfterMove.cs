using System.Collections.Immutable;
using Tracing.Demo.Nodes;

namespace Tracing.Demo.Clusters;

/// <summary>Sees how long it takes until a trace closes elsewhere on one of the shards of a node that goes. Any
/// thread.</summary>
internal sealed class FirstTraceAfterMove
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ClusterNode? _gone;
    private NodeStatus _had = NodeStatus.None;
    private DateTimeOffset _went;
    private DateTimeOffset? _moved;

    public FirstTraceAfterMove(ImmutableArray<ClusterNode> nodes, TimeProvider time)
    {
        _time = time;
        foreach (var node in nodes) node.Closed += OnClosed;
    }

    /// <summary>From now on it goes, with the shards that it has now.</summary>
    public void Begin(ClusterNode node)
    {
        lock (_lock) (_gone, _had, _went, _moved) = (node, node.Status, _time.GetUtcNow(), null);
    }

    /// <summary>From <see cref="Begin"/> to the first such trace; null: none was seen.</summary>
    public TimeSpan? End()
    {
        lock (_lock)
        {
            _gone = null;
            return _moved - _went;
        }
    }

    private void OnClosed(ClusterNode node, FirstClosed closed)
    {
        lock (_lock)
        {
            if (_gone is null || node == _gone || closed.At < _went || !_had.HasShard(closed.Shard)) return;
            if (_moved is null || closed.At < _moved) _moved = closed.At;
        }
    }
}
