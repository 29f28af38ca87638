using System.Collections.Immutable;

namespace Tracing.Demo.Clusters;

/// <summary>One way in which a node goes and comes back.</summary>
internal interface IDisruption
{
    ClusterNode Choose(ImmutableArray<ClusterNode> nodes);

    /// <returns>One line that says what went wrong; null: the node is back, and the cluster is whole.</returns>
    Task<string?> TakeAsync(ClusterNode node, CancellationToken stopping);
}
