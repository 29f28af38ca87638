using Tracing.Clustering.Collecting;
using Tracing.Keeping;

namespace Tracing.Clustering.Querying;

/// <summary>Two collectors on real sockets, each with a store that the other can ask.</summary>
internal sealed class QueriedPair : IAsyncDisposable
{
    private QueriedPair(TestCluster cluster, ITraceStore first, ITraceStore second)
    {
        Cluster = cluster;
        View = ClusterTraceStore.Start(cluster.Nodes[0].System, first);
        ClusterTraceStore.Start(cluster.Nodes[1].System, second);
    }

    public TestCluster Cluster { get; }

    /// <summary>The store of the first node.</summary>
    public ITraceStore View { get; }

    public static async Task<QueriedPair> StartAsync(ITraceStore first, ITraceStore second, string hocon = "") =>
        new(await TestCluster.StartAsync(collectors: 2, hocon: hocon), first, second);

    /// <summary>Starts the pair before either node knows that the other is up.</summary>
    public static async Task<QueriedPair> StartJoiningAsync(ITraceStore first, ITraceStore second)
    {
        var cluster = new TestCluster();
        for (var i = 0; i < 2; i++) cluster.Add(hocon: "akka.cluster.min-nr-of-members = 3");
        await Eventually.Async(() => cluster.Nodes[0].Cluster.State.Members.Count == 2, "both known");
        return new QueriedPair(cluster, first, second);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
