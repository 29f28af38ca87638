using Tracing.Closing;

namespace Tracing.Clustering.Collecting;

/// <summary>Nodes join and leave in order while traces are open.</summary>
public class HandOverTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task A_node_that_leaves_under_load_hands_over_open_traces_and_its_own_spans_without_a_time_out()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3);
        var (leaver, stay) = (cluster.Nodes[0], cluster.Nodes.Skip(1).ToArray());
        await TestCluster.SpreadWithTrafficAsync(cluster);
        var overAll = new Traffic(cluster, stay[0], leaver, stay[1]);
        // Each trace has spans on the leaving node, and an open one on another node.
        var open = Enumerable.Range(0, 600).Select(_ => overAll.Begin()).Where((_, i) => i % 3 != 1).ToArray();
        var traffic = new Traffic(cluster, stay);
        traffic.Start();
        var began = TimeProvider.System.GetTimestamp();
        await leaver.LeaveAsync();
        await Eventually.Async(() => stay.Sum(node => node.Shards) == 256, "all shards on those that stay");
        var took = TimeProvider.System.GetElapsedTime(began);
        foreach (var end in open) end();
        await traffic.StopAsync();
        await Eventually.Async(() => stay.All(node => node.Tracing.Reported.InFlight == 0), "all taken");
        output.WriteLine($"left in {took.TotalSeconds:F1} s; {traffic.Made} requests meanwhile; {stay[0].Tracing.Reported}");
        await overAll.MustBeWholeAsync();
        await traffic.MustBeWholeAsync();
        Assert.True(took.TotalSeconds < 12, $"{took.TotalSeconds} s");
    }

    [Fact]
    public async Task Nodes_that_join_under_load_get_shards_with_their_open_traces()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 1);
        var traffic = new Traffic(cluster, cluster.Nodes[0]);
        traffic.Start();
        var open = Enumerable.Range(0, 300).Select(_ => traffic.Begin()).ToArray();
        await traffic.MadeAsync(300);
        cluster.Add();
        cluster.Add();
        await TestCluster.SpreadAsync([.. cluster.Nodes]);
        foreach (var end in open) end();
        await traffic.StopAsync();
        await traffic.MustBeWholeAsync();
        output.WriteLine($"{traffic.Made} requests, {traffic.InSeveral} in several stores; {cluster.Nodes[0].Tracing.Reported}");
        Assert.All(cluster.Nodes, node => Assert.True(node.Store.Counts.Traces > 0));
    }

    [Fact]
    public async Task Collectors_that_all_stop_at_the_same_time_store_every_span_that_they_hold()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3);
        await TestCluster.SpreadWithTrafficAsync(cluster);
        var traffic = new Traffic(cluster, [.. cluster.Nodes]);
        // The open traces were taken and cannot close; the others are still on their way.
        for (var i = 0; i < 200; i++) traffic.Begin();
        await Eventually.Async(() => cluster.Nodes.All(node => node.Tracing.Reported.InFlight == 0), "all taken");
        traffic.Requests(500);
        await Task.WhenAll(cluster.Nodes.Select(node => node.LeaveAsync()));
        await traffic.MustBeWholeAsync();
        foreach (var id in cluster.Known.Keys)
            Assert.Contains(cluster.Nodes, node => node.Store.GetAsync(id).AsTask().Result is not null);
    }

    [Fact]
    public async Task When_the_last_collector_leaves_open_traces_are_stored_as_partial()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 1);
        var node = cluster.Nodes[0];
        var root = node.Tracing.Tracer.StartRoot("root");
        root.CountChild();
        root.End();
        Assert.True(await node.Tracing.DrainAsync(TimeSpan.FromSeconds(10)));
        await node.LeaveAsync();
        var kept = await node.Store.GetAsync(root.Context.TraceId);
        Assert.Equal(PartialReason.Shutdown, kept?.Completeness.Reason);
    }
}
