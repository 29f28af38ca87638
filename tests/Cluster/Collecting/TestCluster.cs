using System.Collections.Concurrent;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Clustering.Collecting;

/// <summary>A cluster of several actor systems in one process.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];

    /// <summary>All nodes, including those that have left: their stores still count.</summary>
    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>Ids of all traces that any traffic has made.</summary>
    public ConcurrentDictionary<TraceId, bool> Known { get; } = new();

    public static async Task<TestCluster> StartAsync(
        int collectors, int reporters = 0, string hocon = "", AssemblerSettings? settings = null)
    {
        var cluster = new TestCluster();
        for (var i = 0; i < collectors + reporters; i++) cluster.Add(i < collectors, hocon, settings);
        await cluster.AllUpAsync();
        return cluster;
    }

    public TestNode Add(
        bool collects = true, string hocon = "", AssemblerSettings? settings = null, ITraceSink? sink = null)
    {
        var node = TestNode.Start(collects, hocon, settings, sink);
        _nodes.Add(node);
        node.Join(_nodes[0]);
        return node;
    }

    public Task AllUpAsync() => Eventually.Async(() => _nodes.All(node => node.IsUp
        && node.Cluster.State.Members.Count == _nodes.Count), "all up");

    /// <summary>Waits until each collector has shards, and all of them together have every shard.</summary>
    public static Task SpreadAsync(params TestNode[] over) => Eventually.Async(() =>
        over.Any(node => node.Shards < 256 / over.Length / 2) ? string.Join(", ", over.Select(node => $"{node.Shards} shards")) : null);

    /// <summary>Makes traffic for every shard, so that each is started, and waits until it is stored.</summary>
    public static async Task SpreadWithTrafficAsync(TestCluster cluster)
    {
        var traffic = new Traffic(cluster, [.. cluster.Nodes]);
        traffic.Requests(2_000);
        await SpreadAsync([.. cluster.Nodes]);
        await traffic.MustBeWholeAsync();
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.System.Terminate()));
}
