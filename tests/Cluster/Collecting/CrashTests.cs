namespace Tracing.Clustering.Collecting;

/// <summary>Nodes join, leave and die under load: every span is stored once, every trace is exact.</summary>
public class CrashTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task Requests_over_three_nodes_are_exact_traces_in_the_stores_of_the_three()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3);
        var traffic = new Traffic(cluster, [.. cluster.Nodes]);
        traffic.Requests(2_000);
        await traffic.MustBeWholeAsync();
        // A shard that moved while the nodes started leaves traces in two stores.
        Assert.InRange(traffic.InSeveral, 0, traffic.Made / 100);
        Assert.All(cluster.Nodes, node => Assert.True(node.Store.Counts.Traces > 100, $"{node.Store.Counts.Traces} traces"));
        // A shard that has just moved starts with its next batch; no shard is on two nodes.
        var shards = cluster.Nodes.SelectMany(node => node.Collector!.Shards).ToArray();
        Assert.Equal(shards.Distinct().Count(), shards.Length);
        Assert.True(shards.Length > 200, $"{shards.Length} shards");
    }

    [Fact]
    public async Task The_death_of_a_node_under_load_loses_no_span_that_other_nodes_recorded()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3);
        var (dead, left) = (cluster.Nodes[2], cluster.Nodes.Take(2).ToArray());
        var traffic = new Traffic(cluster, left);
        traffic.Start();
        await TestCluster.SpreadAsync([.. cluster.Nodes]);
        await traffic.MadeAsync(500);
        await dead.CrashAsync(left);
        await traffic.MadeAsync(1_000);
        await Eventually.Async(() => left.Sum(node => node.Shards) == 256, "all shards on those that are left");
        await traffic.StopAsync();
        await traffic.MustBeWholeAsync();
        output.WriteLine($"{traffic.Made} requests, {traffic.InSeveral} in several stores; {left[0].Tracing.Reported}");
        Assert.True(left.Sum(node => node.Tracing.Reported.Resent) > 0);
    }
}
