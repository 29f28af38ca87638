using Akka.Actor;
using Akka.Cluster.Sharding;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Traced entities on a real cluster of one node, with real sharding.</summary>
public class ShardingTests() : TracedKit("""
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    akka.cluster.sharding.state-store-mode = ddata
    akka.cluster.sharding.distributed-data.durable.keys = []
    """)
{
    [Fact]
    public async Task A_traced_message_to_a_sharded_entity_is_one_exact_trace_even_while_the_region_buffers_it()
    {
        var region = await RegionAsync();
        await InTraceAsync(async () => Assert.Equal("cart-7 got tea", await region.AskTraced<string>(new ForCart("cart-7", "tea"), TimeSpan.FromSeconds(20))));
        Assert.Equal("test(Cart String)", (await NextTraceAsync()).MustBeExact().Shape());
    }

    [Fact]
    public async Task An_untraced_message_reaches_the_same_entity_without_a_trace()
    {
        var region = await RegionAsync();
        Assert.Equal("cart-8 got tea", await region.Ask<string>(new ForCart("cart-8", "tea"), TimeSpan.FromSeconds(20)));
        await NoFurtherTraceAsync();
    }

    [Fact]
    public void Ids_are_the_same_with_and_without_an_envelope()
    {
        var extractor = new TracedMessageExtractor(new CartExtractor());
        object? traced = null;
        InTrace(() => traced = TraceEnvelope.For(new ForCart("cart-9", "tea")));
        Assert.IsAssignableFrom<TraceEnvelope>(traced);
        Assert.Equal("cart-9", extractor.EntityId(traced!));
        Assert.Equal(extractor.ShardId("cart-9", new ForCart("cart-9", "tea")), extractor.ShardId("cart-9", traced));
        Assert.Equal("tea", TraceEnvelope.Unwrap(extractor.EntityMessage(traced!)!));
        Assert.Null(extractor.EntityId("not for an entity"));
    }

    private async Task<IActorRef> RegionAsync()
    {
        var cluster = Akka.Cluster.Cluster.Get(Sys);
        cluster.Join(cluster.SelfAddress);
        return await ClusterSharding.Get(Sys).StartAsync("carts", id => Props.Create(() => new Cart(id)),
            ClusterShardingSettings.Create(Sys), new TracedMessageExtractor(new CartExtractor()));
    }

    private sealed record ForCart(string Cart, string Item);

    private sealed class Cart : TracedReceiveActor
    {
        public Cart(string id) => Receive<string>(item => Sender.Tell($"{id} got {item}"));
    }

    private sealed class CartExtractor() : HashCodeMessageExtractor(10)
    {
        public override string? EntityId(object message) => (message as ForCart)?.Cart;

        public override object EntityMessage(object message) => ((ForCart)message).Item;
    }
}
