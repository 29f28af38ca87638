using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Tracing.Clustering.Instrumenting;

/// <summary>A cluster in which one node has no tracing, so no trace context is sent to it.</summary>
public sealed class MixedClusterTests() : ZeroCodeCluster("tracing.instrumentation.remote.propagate = off")
{
    [Fact]
    public async Task Nodes_with_and_without_the_library_share_shards_and_each_trace_tells_where_it_ends()
    {
        var bare = Node(isTraced: false);
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        var theirs = await Carts.StartAsync(bare);
        await AwaitAssertAsync(async () =>
        {
            for (var i = 0; i < 20; i++) await theirs.Ask<string>(new Carts.ForCart($"cart-{i}", "tea"), Patience);
            Assert.NotEmpty((await theirs.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience)).Shards);
            Assert.NotEmpty((await carts.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience)).Shards);
        }, Forming, TimeSpan.FromMilliseconds(200));
        var shapes = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var cart = new Carts.ForCart($"cart-{i}", "tea");
            await InTraceAsync(async () => await carts.Ask<string>(cart, Patience));
            shapes.Add((await NextExactTraceAsync()).Shape());
        }
        Assert.Equal(["test(Cart String(Bill Line))", "test(send ForCart)"], shapes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Untraced_messages_pass_in_both_directions()
    {
        var bare = Node(isTraced: false);
        await FormAsync();
        bare.ActorOf(Props.Create(() => new Echo()), "echo");
        Sys.ActorOf(Props.Create(() => new Echo()), "echo");
        var there = Sys.ActorSelection(new RootActorPath(Akka.Cluster.Cluster.Get(bare).SelfAddress) / "user" / "echo");
        var here = bare.ActorSelection(new RootActorPath(Akka.Cluster.Cluster.Get(Sys).SelfAddress) / "user" / "echo");
        await InTraceAsync(async () => Assert.Equal("x", await there.Ask<string>("x", Patience)));
        Assert.Equal("y", await here.Ask<string>("y", Patience));
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
