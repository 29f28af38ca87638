using System.Collections.Immutable;
using Tracing.Hosting.Nodes;

namespace Tracing.Hosting.Clusters;

/// <summary>Kills a random node now and then, and starts it again in its place.</summary>
internal sealed class Reaper
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    /// <summary>Between kills when there is no number of requests to share out.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(20);

    /// <summary>What others still send to the dead process's connections when the next one is up.</summary>
    private static readonly TimeSpan _gates = TimeSpan.FromSeconds(3);

    private readonly ClusterPlan _plan;
    private readonly ImmutableArray<ClusterNode> _nodes;
    private readonly RequestFeed _feed;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _begun = [];
    private ImmutableArray<Death> _deaths = [];
    private ClusterNode? _dead;
    private NodeStatus _deadStatus = NodeStatus.None;
    private DateTimeOffset _killed;
    private DateTimeOffset? _moved;
    private int _kills;

    public Reaper(ClusterPlan plan, ImmutableArray<ClusterNode> nodes, RequestFeed feed, TimeProvider time)
    {
        (_plan, _nodes, _feed, _time) = (plan, nodes, feed, time);
        foreach (var node in nodes) node.Closed += OnClosed;
    }

    public ImmutableArray<Death> Deaths
    {
        get
        {
            lock (_lock) return _deaths;
        }
    }

    /// <summary>Requests at which the next node is killed; null: none will be.</summary>
    public long? NextKillAt => _kills < _plan.Kills && _plan.Requests > 0
        ? (long)_plan.Requests * (_kills + 1) / (_plan.Kills + 1)
        : null;

    public bool IsRecovering => Volatile.Read(ref _dead) is not null;

    /// <summary>One line; null: each came back.</summary>
    public string? Fault { get; private set; }

    public bool IsDead(ClusterNode node) => ReferenceEquals(Volatile.Read(ref _dead), node);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_look, _time);
        while (_kills < _plan.Kills && Fault is null)
        {
            // Without an end there is no share of the requests at which to kill.
            if (_plan.Requests == 0) await Task.Delay(_pause, _time, stopping);
            while (_feed.Handed < NextKillAt) await timer.WaitForNextTickAsync(stopping);
            await KillOneAsync(timer, stopping);
        }
    }

    private async Task KillOneAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        var victim = _nodes[Random.Shared.Next(_nodes.Length)];
        lock (_lock)
        {
            (_deadStatus, _killed, _moved) = (victim.Status, _time.GetUtcNow(), null);
            Volatile.Write(ref _dead, victim);
        }
        await victim.KillAsync();
        _kills++;
        var begun = (await JournaledRequest.ReadAsync(victim.JournalFile)).Count;
        _feed.TakeBack(_begun.GetValueOrDefault(victim.Name) + victim.Given - begun);
        _begun[victim.Name] = begun;
        // Two nodes cannot tell a death from a cut: there the new process takes the dead one's place by itself.
        if (_nodes.Length > 2) await UntilAsync(() => Others(victim).All(IsRidOfIt), timer, stopping);
        victim.Start();
        await UntilAsync(() => _nodes.All(node => node.Status is { IsUp: true, Unreachable: 0 } status
            && status.Members == _nodes.Length), timer, stopping);
        lock (_lock)
        {
            _deaths = _deaths.Add(new Death(victim.Name, victim.Port, _killed, _time.GetUtcNow() + _gates, _moved - _killed));
            Volatile.Write(ref _dead, null);
        }
    }

    private IEnumerable<ClusterNode> Others(ClusterNode victim) => _nodes.Where(node => node != victim);

    private bool IsRidOfIt(ClusterNode node) => node.Status.Unreachable == 0 && node.Status.Members == _nodes.Length - 1;

    private async Task UntilAsync(Func<bool> isSo, PeriodicTimer timer, CancellationToken stopping)
    {
        var began = _time.GetTimestamp();
        while (!isSo())
        {
            if (_time.GetElapsedTime(began) > _patience)
            {
                Fault = $"the cluster did not recover within {_patience.TotalSeconds} s after a node was killed";
                return;
            }
            await timer.WaitForNextTickAsync(stopping);
        }
    }

    private void OnClosed(ClusterNode node, FirstClosed closed)
    {
        lock (_lock)
        {
            if (_dead is null || node == _dead || closed.At < _killed || !_deadStatus.HasShard(closed.Shard)) return;
            if (_moved is null || closed.At < _moved) _moved = closed.At;
        }
    }
}
