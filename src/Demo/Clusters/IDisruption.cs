using System.Collections.Immutable;

namespace Tracing.Demo.Clusters;

/// <summary>One way to take a node away and bring it back.</summary>
internal interface IDisruption
{
    ClusterNode Choose(ImmutableArray<ClusterNode> nodes);

    /// <returns>One line that says what went wrong; null: the node is back, and the cluster is whole.</returns>
    Task<string?> DisruptAsync(ClusterNode node, CancellationToken stopping);
}
