using System.Collections.Immutable;

namespace Tracing.Demo.Clusters;

/// <summary>Waits for a cluster to get over a node's end, and over its return. Each wait ends after
/// <see cref="Patience"/>: then it says false.</summary>
internal sealed class RecoveryWait(ImmutableArray<ClusterNode> nodes, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Its process has ended, and all that it said has been read.</summary>
    public async Task<bool> EndsAsync(ClusterNode node, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        try
        {
            await node.EndedAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The others have removed it, and are a cluster without it.</summary>
    public Task<bool> OthersGoOnAsync(ClusterNode gone, CancellationToken stopping) => UntilAsync(
        () => nodes.All(node => node == gone || Sees(node, nodes.Length - 1)), stopping);

    /// <summary>All nodes are up, and see all.</summary>
    public Task<bool> IsWholeAsync(CancellationToken stopping) => UntilAsync(
        () => nodes.All(node => node.Status.IsUp && Sees(node, nodes.Length)), stopping);

    public async Task<bool> UntilAsync(Func<bool> isSo, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        using var timer = new PeriodicTimer(_look, time);
        while (!isSo())
        {
            if (time.GetElapsedTime(began) > Patience) return false;
            await timer.WaitForNextTickAsync(stopping);
        }
        return true;
    }

    private static bool Sees(ClusterNode node, int members) =>
        node.Status is { Unreachable: 0 } status && status.Members == members;
}
