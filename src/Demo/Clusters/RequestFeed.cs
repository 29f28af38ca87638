using System.Collections.Immutable;

namespace Tracing.Demo.Clusters;

/// <summary>Hands out requests to the nodes that run, at the plan's rate, and so many in all.</summary>
/// <remarks>What a node was told to make and had not begun when it ended is handed out again.</remarks>
internal sealed class RequestFeed(ClusterPlan plan, ImmutableArray<ClusterNode> nodes, TimeProvider time)
{
    private readonly Dictionary<string, long> _begun = [];
    private long _began;
    private long _paid;
    private long _handed;
    private int _next;
    private bool _isHeldBack;

    /// <summary>Requests handed out and not lost since.</summary>
    public long Handed => Volatile.Read(ref _handed);

    public bool IsAllHandedOut => plan.Requests > 0 && Handed >= plan.Requests;

    /// <summary>True while no request is handed out because a node is away.</summary>
    public bool IsHeldBack => Volatile.Read(ref _isHeldBack);

    /// <summary>Hands out again the requests that a node, whose process has ended, was told to make and did not
    /// begin.</summary>
    public async Task TakeBackAsync(ClusterNode node)
    {
        var begun = (await JournaledRequest.ReadAsync(node.JournalFile)).Count;
        Interlocked.Add(ref _handed, begun - _begun.GetValueOrDefault(node.Name) - node.Given);
        _begun[node.Name] = begun;
    }

    /// <param name="nextAt">Requests at which the next node is taken away; null: none will be.</param>
    /// <param name="isOneAway">One is not back yet: then some are left, so that the next one goes under load
    /// too.</param>
    public void Tick(long? nextAt, bool isOneAway)
    {
        if (_began == 0) _began = time.GetTimestamp();
        // By the clock, so that a late tick hands out more; not more than half a second's worth.
        var due = (long)(time.GetElapsedTime(_began).TotalSeconds * plan.RatePerSecond);
        _paid = Math.Max(_paid, due - Math.Max(1, plan.RatePerSecond / 2));
        var (limit, slowness) = Bounds(nextAt, isOneAway);
        Volatile.Write(ref _isHeldBack, Handed >= limit);
        ClusterNode[] up = [.. nodes.Where(node => node.IsRunning && !node.IsStopping && node.Status.IsUp)];
        if (up.Length == 0) return;
        var count = Math.Min((due - _paid) / slowness, limit - Handed);
        _paid = slowness == 1 ? due : _paid + (due - _paid) / slowness * slowness;
        if (count <= 0) return;
        var each = new int[up.Length];
        for (var i = 0; i < count; i++) each[_next++ % up.Length]++;
        for (var i = 0; i < up.Length; i++)
            if (each[i] > 0)
                Interlocked.Add(ref _handed, up[i].Make(each[i]));
    }

    // What is left for the next turn is a second's worth, or a quarter of what lies between two turns where that is
    // less. Before that point the pace slackens, twice, so that even a slow one who comes back comes back to traffic.
    private (long Limit, int Slowness) Bounds(long? nextAt, bool isOneAway)
    {
        if (plan.Requests == 0) return (long.MaxValue, 1);
        if (!isOneAway) return (plan.Requests, 1);
        var reserve = Math.Min(plan.RatePerSecond, Math.Max(1, plan.Requests / (plan.Turns + 1) / 4));
        var limit = nextAt - reserve ?? plan.Requests;
        var slowness = ((limit - Handed) / reserve) switch
        {
            >= 2 => 1,
            1 => Math.Min(10, plan.RatePerSecond / 4),
            // More than half the rate would never be paid for.
            _ => Math.Min(40, plan.RatePerSecond / 2),
        };
        return (limit, Math.Max(1, slowness));
    }
}
