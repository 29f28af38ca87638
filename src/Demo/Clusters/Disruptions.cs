using System.Collections.Immutable;
using Tracing.Contracts;

namespace Tracing.Demo.Clusters;

/// <summary>Takes nodes away while requests are made, and brings them back: by kills and by restarts in order, which
/// take turns, one at a time.</summary>
internal sealed class Disruptions
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    /// <summary>Between turns when there is no number of requests to share out.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(20);

    private readonly ClusterPlan _plan;
    private readonly ImmutableArray<ClusterNode> _nodes;
    private readonly RequestFeed _feed;
    private readonly TimeProvider _time;
    private readonly KillTurn _kills;
    private readonly RestartTurn _restarts;
    private readonly ImmutableArray<IDisruption> _turns;
    private ClusterNode? _away;
    private int _taken;

    public Disruptions(ClusterPlan plan, ImmutableArray<ClusterNode> nodes, RequestFeed feed, TimeProvider time)
    {
        (_plan, _nodes, _feed, _time) = (plan, nodes, feed, time);
        var recovery = new RecoveryWait(nodes, time);
        var firstTrace = new FirstTraceAfterMove(nodes, time);
        _kills = new KillTurn(nodes, feed, recovery, firstTrace, time);
        _restarts = new RestartTurn(TraceShards.DefaultCount / nodes.Length / 4, feed, recovery, firstTrace, time);
        _turns = [.. Enumerable.Range(0, Math.Max(plan.Kills, plan.Restarts)).SelectMany(round =>
            new (IDisruption Turn, int Count)[] { (_kills, plan.Kills), (_restarts, plan.Restarts) }
                .Where(kind => round < kind.Count).Select(kind => kind.Turn))];
    }

    public ImmutableArray<NodeDeath> Deaths => _kills.Deaths;

    public ImmutableArray<NodeRestart> Restarts => _restarts.Done;

    /// <summary>Requests at which the next node is taken away; null: none will be.</summary>
    public long? NextAt => Volatile.Read(ref _taken) is var taken && taken < _turns.Length && _plan.Requests > 0
        ? (long)_plan.Requests * (taken + 1) / (_turns.Length + 1)
        : null;

    public bool IsUnderWay => Volatile.Read(ref _away) is not null;

    /// <summary>One line; null: each came back.</summary>
    public string? Fault { get; private set; }

    public bool IsAway(ClusterNode node) => ReferenceEquals(Volatile.Read(ref _away), node);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_look, _time);
        while (_taken < _turns.Length && Fault is null)
        {
            // Without an end there is no share of the requests at which to do it.
            if (_plan.Requests == 0) await Task.Delay(_pause, _time, stopping);
            while (_feed.Handed < NextAt) await timer.WaitForNextTickAsync(stopping);
            var turn = _turns[_taken];
            var node = turn.Choose(_nodes);
            Volatile.Write(ref _away, node);
            Volatile.Write(ref _taken, _taken + 1);
            Fault = await turn.DisruptAsync(node, stopping);
            Volatile.Write(ref _away, null);
        }
    }
}
