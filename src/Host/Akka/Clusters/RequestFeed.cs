using System.Collections.Immutable;

namespace Tracing.Hosting.Clusters;

/// <summary>Hands out requests to the nodes that run, at the plan's rate, and so many in all.</summary>
/// <remarks>What a node was told to make and had not begun when it was killed is handed out again.</remarks>
internal sealed class RequestFeed(ClusterPlan plan, ImmutableArray<ClusterNode> nodes, TimeProvider time)
{
    private long _began;
    private long _paid;
    private long _handed;
    private int _next;

    /// <summary>Requests handed out and not lost since.</summary>
    public long Handed => Volatile.Read(ref _handed);

    public bool IsAllHandedOut => plan.Requests > 0 && Handed >= plan.Requests;

    /// <summary>So many were told to a node that did not live to begin them.</summary>
    public void TakeBack(long count) => Interlocked.Add(ref _handed, -count);

    /// <param name="nextKillAt">Requests at which the next node is killed; null: none will be.</param>
    /// <param name="isRecovering">One is dead: then some are left, so that the next one dies under load too.</param>
    public void Tick(long? nextKillAt, bool isRecovering)
    {
        if (_began == 0) _began = time.GetTimestamp();
        // By the clock, so that a late tick hands out more; not more than half a second's worth.
        var due = (long)(time.GetElapsedTime(_began).TotalSeconds * plan.RatePerSecond);
        _paid = Math.Max(_paid, due - Math.Max(1, plan.RatePerSecond / 2));
        var limit = plan.Requests == 0 ? long.MaxValue : plan.Requests;
        if (isRecovering && nextKillAt is { } kill)
            limit = Math.Min(limit, kill - Math.Min(plan.RatePerSecond, Math.Max(1, plan.Requests / (plan.Kills + 1) / 4)));
        ClusterNode[] up = [.. nodes.Where(node => node.IsRunning && node.Status.IsUp)];
        if (up.Length == 0) return;
        var count = Math.Min(due - _paid, limit - Handed);
        _paid = due;
        if (count <= 0) return;
        var each = new int[up.Length];
        for (var i = 0; i < count; i++) each[_next++ % up.Length]++;
        for (var i = 0; i < up.Length; i++)
            if (each[i] > 0)
                Interlocked.Add(ref _handed, up[i].Make(each[i]));
    }
}
