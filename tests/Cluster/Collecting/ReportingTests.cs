using Akka.Actor;
using Tracing.Assembling;
using Tracing.Keeping;
using Tracing.Reporting;

namespace Tracing.Clustering.Collecting;

/// <summary>Ways to report spans to a cluster's collectors.</summary>
public class ReportingTests
{
    [Fact]
    public async Task A_node_without_the_role_reports_with_one_line_of_HOCON()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 1, reporters: 1,
            """akka.extensions = ["Tracing.Clustering.ClusterTracingProvider, Tracing.Cluster"]""");
        var (collector, reporter) = (cluster.Nodes[0], cluster.Nodes[1]);
        Assert.Null(reporter.Collector);
        var traffic = new Traffic(cluster, reporter);
        traffic.Requests(100);
        await traffic.MustBeWholeAsync();
        Assert.Equal(100, collector.Store.Counts.Traces);
    }

    [Fact]
    public async Task Large_spans_are_sent_one_by_one_and_those_larger_than_a_frame_lose_attributes_in_exact_traces()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 1, reporters: 1);
        var reporter = cluster.Nodes[1];
        var traffic = new Traffic(cluster, reporter);
        // Several spans of 60 kB in one batch would exceed a frame; a span of 300 kB exceeds it alone.
        for (var i = 0; i < 30; i++) traffic.Request(tagLength: 60_000);
        traffic.Request(tagLength: 300_000);
        traffic.Requests(20);
        await traffic.MustBeWholeAsync();
        Assert.Equal(1, reporter.Tracing.Recorder.Drops[DropReason.TooLarge]);
        Assert.Equal(0, reporter.Tracing.Reported.Resent);
    }

    [Fact]
    public async Task Batches_that_a_door_answered_survive_the_death_of_the_shards_that_took_them()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 3);
        await TestCluster.SpreadWithTrafficAsync(cluster);
        var (door, dead) = (cluster.Nodes[0], cluster.Nodes[2]);
        var outside = new SpanRecorder();
        var tracer = outside.TracerFor("outside");
        var roots = Enumerable.Range(0, 300).Select(_ => tracer.StartRoot("root")).ToArray();
        var children = roots.Select(root => root.Tracer.StartChild("child", root)).ToArray();
        foreach (var root in roots) root.End();
        Assert.True(await door.Tracing.ReportAsync(new SpanBatcher(outside).Next()!, TimeSpan.FromSeconds(10)));
        await dead.CrashAsync(cluster.Nodes[0], cluster.Nodes[1]);
        foreach (var child in children) child.End();
        Assert.True(await door.Tracing.ReportAsync(new SpanBatcher(outside).Next()!, TimeSpan.FromSeconds(25)));
        await Eventually.Async(() => roots.All(root => IsWhole(root.Context.TraceId, cluster)), "all exact");
    }

    [Fact]
    public async Task A_cluster_engine_takes_batches_stores_traces_and_leaves_the_cluster()
    {
        var store = new MemoryTraceStore(1 << 20);
        await using var engine = ClusterEngine.Start("""
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            tracing.reporter.interval = 5ms
            """, [], AssemblerSettings.Default, store);
        var outside = new SpanRecorder();
        outside.TracerFor("outside").StartRoot("foreign").End();
        Assert.True(await engine.TakeAsync(new SpanBatcher(outside).Next()!));
        Spans.RunRoot("own", () => { }, engine.Tracing.Tracer);
        await engine.DrainAsync();
        await Eventually.Async(() => store.Counts.Traces == 2, "both stored");
        await Eventually.Async(() => engine.Counts.Assembler.Exact == 2, "both counted");
        await engine.DisposeAsync();
        Assert.True(engine.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task A_node_without_the_library_exchanges_messages_in_the_same_cluster()
    {
        await using var cluster = await TestCluster.StartAsync(collectors: 2);
        var bare = TestNode.StartBare();
        try
        {
            var seed = cluster.Nodes[0];
            var node = Akka.Cluster.Cluster.Get(bare);
            node.Join(seed.Cluster.SelfAddress);
            await Eventually.Async(() => seed.Cluster.State.Members.Count == 3 && node.SelfMember.Status == Akka.Cluster.MemberStatus.Up, "three up");
            bare.ActorOf(Props.Create(() => new Echo()), "echo");
            seed.System.ActorOf(Props.Create(() => new Echo()), "echo");
            var there = seed.System.ActorSelection(new RootActorPath(node.SelfAddress) / "user" / "echo");
            var back = bare.ActorSelection(new RootActorPath(seed.Cluster.SelfAddress) / "user" / "echo");
            Assert.Equal("x", await there.Ask<string>("x", TimeSpan.FromSeconds(10)));
            Assert.Equal("y", await back.Ask<string>("y", TimeSpan.FromSeconds(10)));
            var traffic = new Traffic(cluster, [.. cluster.Nodes]);
            traffic.Requests(100);
            await traffic.MustBeWholeAsync();
        }
        finally
        {
            await bare.Terminate();
        }
    }

    private static bool IsWhole(TraceId id, TestCluster cluster)
    {
        var parts = cluster.Nodes.Select(node => node.Store.GetAsync(id).AsTask().Result).OfType<KeptTrace>().ToArray();
        return parts.Length > 0 && KeptTrace.Unite(parts) is { Raw.Length: 2 } whole && whole.Completeness == Closing.Completeness.Exact;
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
