using Tracing.Assembling;

namespace Tracing.Clustering.Collecting;

/// <summary>A network partition: both sides go on for a while.</summary>
public class PartitionTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task Spans_recorded_on_both_sides_of_a_partition_unite_to_exact_traces()
    {
        // The majority never gets the spans of the minority, which stores them itself.
        await using var cluster = await TestCluster.StartAsync(
            collectors: 3, settings: new AssemblerSettings { MaxAge = TimeSpan.FromSeconds(4) });
        var (minority, majority) = (cluster.Nodes[2], cluster.Nodes.Take(2).ToArray());
        await TestCluster.SpreadWithTrafficAsync(cluster);
        var traffic = new Traffic(cluster, [.. cluster.Nodes]);
        var goesOn = new Traffic(cluster, majority);
        traffic.Requests(300);
        foreach (var node in majority) await Transport.CutAsync(minority, node);
        // Each of these traces has spans on both sides.
        traffic.Requests(300);
        goesOn.Start();
        await Eventually.Async(() => minority.System.WhenTerminated.IsCompleted, "the minority down", seconds: 25);
        await Eventually.Async(() => majority.Sum(node => node.Shards) == 256, "all shards with the majority");
        await goesOn.StopAsync();
        await traffic.MustBeWholeAsync();
        await goesOn.MustBeWholeAsync();
        output.WriteLine($"{traffic.Made + goesOn.Made} requests, {traffic.InSeveral} in several stores; {majority[0].Tracing.Reported}");
    }
}
