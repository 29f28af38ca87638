using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Keeping;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Clustering.Collecting;

/// <summary>Notifications that a cluster engine gives the holder of a batch.</summary>
public class HoldingTests
{
    private readonly SpanRecorder _outside = new();
    private readonly SpanBatcher _batcher;

    public HoldingTests() => _batcher = new SpanBatcher(_outside);

    [Fact]
    public async Task The_holder_of_a_batch_is_told_when_every_shard_has_stored_its_part()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 2);
        await TestCluster.SpreadWithTrafficAsync(cluster);
        var door = cluster.Nodes[0].Tracing;
        var roots = Open(100);
        var (open, rest) = (new ToldHolder(), new ToldHolder());
        Assert.True(await door.ReportAsync(_batcher.Next()!, open, TimeSpan.FromSeconds(10)));
        foreach (var root in roots[1..]) root.End();
        Assert.True(await door.ReportAsync(_batcher.Next()!, rest, TimeSpan.FromSeconds(10)));
        await Eventually.Async(() => rest.IsStored, "the roots stored");
        // One trace of a hundred is still open.
        Assert.False(open.IsStored);
        roots[0].End();
        Assert.True(await door.ReportAsync(_batcher.Next()!, new ToldHolder(), TimeSpan.FromSeconds(10)));
        await Eventually.Async(() => open.IsStored, "the children stored");
        Assert.False(open.IsLost);
    }

    [Fact]
    public async Task The_holder_of_a_batch_is_told_that_it_is_stored_even_when_shards_die()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3);
        await TestCluster.SpreadWithTrafficAsync(cluster);
        var (door, dead) = (cluster.Nodes[0].Tracing, cluster.Nodes[2]);
        var roots = Open(200);
        var holder = new ToldHolder();
        Assert.True(await door.ReportAsync(_batcher.Next()!, holder, TimeSpan.FromSeconds(10)));
        await dead.CrashAsync(cluster.Nodes[0], cluster.Nodes[1]);
        foreach (var root in roots) root.End();
        Assert.True(await door.ReportAsync(_batcher.Next()!, new ToldHolder(), TimeSpan.FromSeconds(25)));
        await Eventually.Async(() => holder.IsStored, "stored");
        Assert.False(holder.IsLost);
    }

    [Fact]
    public async Task A_held_batch_is_taken_without_room_and_is_asked_for_again_when_its_shard_dies()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3, hocon: "tracing.reporter.max-held-bytes = 64KiB");
        new Traffic(cluster, [.. cluster.Nodes]).Requests(2_000);
        await TestCluster.SpreadAsync([.. cluster.Nodes]);
        var (door, dead) = (cluster.Nodes[0].Tracing, cluster.Nodes[2]);
        // Spans that the traffic dropped do not matter here.
        await Eventually.Async(() => door.Reported.HeldBytes == 0, "told that the traffic is stored");
        var letGoBefore = door.Reported.LetGoSpans;
        // More than there is room for, all in open traces.
        var given = new List<(SpanBatch Batch, ToldHolder Holder)>();
        var roots = new List<Span>();
        for (var i = 0; i < 8; i++)
        {
            roots.AddRange(Open(200));
            given.Add((_batcher.Next()!, new ToldHolder()));
            Assert.True(await door.ReportAsync(given[i].Batch, given[i].Holder, TimeSpan.FromSeconds(10)), $"batch {i}");
        }
        Assert.Equal(letGoBefore, door.Reported.LetGoSpans);
        await dead.CrashAsync(cluster.Nodes[0], cluster.Nodes[1]);
        await Eventually.Async(() => given.Any(one => one.Holder.IsLost), "asked for again", seconds: 40);
        foreach (var root in roots) root.End();
        while (_batcher.Next() is { } batch) given.Add((batch, await GiveAsync(door, batch)));
        await Eventually.Async(async () =>
        {
            // As a journal does.
            for (var i = 0; i < given.Count; i++)
                if (given[i].Holder.IsLost)
                    given[i] = given[i] with { Holder = await GiveAsync(door, given[i].Batch) };
            return given.Count(one => !one.Holder.IsStored) is > 0 and var left ? $"{left} of {given.Count} not stored" : null;
        }, seconds: 60);
    }

    [Fact]
    public async Task A_batch_that_is_given_again_while_it_is_held_is_held_once()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 1);
        var door = cluster.Nodes[0].Tracing;
        var root = Assert.Single(Open(1));
        var (batch, holder) = (_batcher.Next()!, new ToldHolder());
        Assert.True(await door.ReportAsync(batch, holder, TimeSpan.FromSeconds(10)));
        Assert.True(await door.ReportAsync(batch, holder, TimeSpan.FromSeconds(10)));
        await Eventually.Async(() => cluster.Nodes[0].Collector!.Counts.OpenTraces == 1, "open");
        Assert.Equal(0, cluster.Nodes[0].Collector!.Counts.Assembler.Duplicates);
        root.End();
        Assert.True(await door.ReportAsync(_batcher.Next()!, TimeSpan.FromSeconds(10)));
        await Eventually.Async(() => holder.IsStored, "stored");
    }

    [Fact]
    public async Task The_last_node_that_leaves_stores_open_traces_and_tells_their_holders_before_it_stops()
    {
        var store = new MemoryTraceStore(1 << 20);
        var engine = ClusterEngine.Start("""
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            """, [], AssemblerSettings.Default, store);
        Open(20);
        var holder = new ToldHolder();
        Assert.True(await engine.TakeAsync(_batcher.Next()!, holder));
        await engine.DisposeAsync();
        Assert.True(holder.IsStored);
        Assert.Equal(20, store.Counts.Traces);
    }

    // Batches lost on the way occupy room until the remaining nodes take them.
    private static async Task<ToldHolder> GiveAsync(ActorTracing to, SpanBatch batch)
    {
        var holder = new ToldHolder();
        await Eventually.Async(async () => await to.ReportAsync(batch, holder, TimeSpan.FromSeconds(10)) ? null : "not taken", seconds: 40);
        return holder;
    }

    // Each trace has a child that has ended and a root that has not.
    private Span[] Open(int traces)
    {
        var tracer = _outside.TracerFor("outside");
        var roots = Enumerable.Range(0, traces).Select(_ => tracer.StartRoot("root")).ToArray();
        foreach (var root in roots) tracer.StartChild("child", root).End();
        return roots;
    }
}
