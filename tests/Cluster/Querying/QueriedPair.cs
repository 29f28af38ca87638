using Tracing.Clustering.Collecting;
using Tracing.Keeping;

namespace Tracing.Clustering.Querying;

/// <summary>Two collectors on real sockets, each with a store that the other may ask.</summary>
internal sealed class QueriedPair : IAsyncDisposable
{
    private QueriedPair(TestCluster cluster, ITraceStore first, ITraceStore second)
    {
        Cluster = cluster;
        View = ClusterTraceStore.Start(cluster.Nodes[0].System, first);
        ClusterTraceStore.Start(cluster.Nodes[1].System, second);
    }

    public TestCluster Cluster { get; }

    /// <summary>Of the first node.</summary>
    public ITraceStore View { get; }

    public static async Task<QueriedPair> StartAsync(ITraceStore first, ITraceStore second, string hocon = "") =>
        new(await TestCluster.StartAsync(collectors: 2, hocon: hocon), first, second);

    /// <summary>As if nobody had heard yet that they are up.</summary>
    public static async Task<QueriedPair> StartJoiningAsync(ITraceStore first, ITraceStore second)
    {
        var cluster = new TestCluster();
        for (var i = 0; i < 2; i++) cluster.Add(hocon: "akka.cluster.min-nr-of-members = 3");
        await Eventually.Async(() => cluster.Nodes[0].Cluster.State.Members.Count == 2, "both known");
        return new QueriedPair(cluster, first, second);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
