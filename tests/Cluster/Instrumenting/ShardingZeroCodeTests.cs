using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Tracing.Clustering.Instrumenting;

/// <summary>Sharded entities and their extractor without changed code, on a real cluster.</summary>
public sealed class ShardingZeroCodeTests : ZeroCodeCluster
{
    private const string Whole = "test(Cart String(Bill Line))";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_to_an_entity_is_one_exact_trace_even_while_region_and_shard_buffer_it(bool remembers)
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys, remembers);
        var names = Enumerable.Range(0, 12).Select(i => $"cart-{i}").ToArray();
        // Sent at once: the coordinator knows no shard yet, and a remembering shard writes each entity's name first.
        await Task.WhenAll(names.Select(cart => InTraceAsync(async () => Assert.EndsWith("got tea",
            await carts.Ask<string>(new Carts.ForCart(cart, "tea"), Forming), StringComparison.Ordinal))));
        foreach (var trace in await TracesAsync(names.Length)) Assert.Equal(Whole, trace.MustBeExact().Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_traced_message_has_the_same_entity_and_shard_ids_as_an_untraced_one()
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        for (var i = 0; i < 8; i++)
        {
            var message = new Carts.ForCart($"cart-{i}", "tea");
            var untraced = await carts.Ask<string>(message, Forming);
            await InTraceAsync(async () => Assert.Equal(untraced, await carts.Ask<string>(message, Forming)));
            Assert.Equal(Whole, (await NextExactTraceAsync()).Shape());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_entity_on_another_node_is_in_the_same_trace(bool remembers)
    {
        var other = Node();
        await FormAsync();
        var carts = await Carts.StartAsync(Sys, remembers);
        await Carts.StartAsync(other, remembers);
        await SpreadAsync(other, carts);
        for (var i = 0; i < 20; i++)
        {
            await InTraceAsync(async () => await carts.Ask<string>(new Carts.ForCart($"cart-{i}", "tea"), Forming));
            Assert.Equal(Whole, (await NextExactTraceAsync()).Shape());
        }
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_passivated_entity_restarts_for_the_next_message_and_no_message_is_lost()
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        for (var i = 0; i < 5; i++)
        {
            InTrace(() => carts.Tell(new Carts.ForCart("cart-1", "leave")));
            // Buffered by the shard while the entity stops.
            await InTraceAsync(async () => await carts.Ask<string>(new Carts.ForCart("cart-1", "tea"), Forming));
            var shapes = (await TracesAsync(2)).Select(trace => trace.MustBeExact().Shape()).Order(StringComparer.Ordinal);
            Assert.Equal(["test(Cart String(Bill Line))", "test(Cart String)"], shapes);
        }
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Shardings_own_messages_work_when_they_are_sent_within_a_trace()
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        await carts.Ask<string>(new Carts.ForCart("cart-1", "tea"), Forming);
        await InTraceAsync(async () =>
        {
            var state = await carts.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Forming);
            Assert.Contains(state.Shards, shard => shard.EntityIds.Contains("cart-1"));
            carts.Tell(new ShardRegion.StartEntity("cart-2"));
        });
        await AwaitAssertAsync(async () => Assert.Contains(
            (await carts.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Forming)).Shards,
            shard => shard.EntityIds.Contains("cart-2")), Forming);
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Akkas_ShardingEnvelope_reaches_its_entity_in_the_trace()
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        await InTraceAsync(async () => await carts.Ask<string>(new ShardingEnvelope("cart-1", "tea"), Forming));
        Assert.Equal(Whole, (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_hand_over_under_load_loses_no_trace()
    {
        var leaving = Node();
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        await Carts.StartAsync(leaving);
        await SpreadAsync(leaving, carts);
        var left = LeaveAsync(leaving);
        var asked = 0;
        while (!left.IsCompleted || asked < 40)
        {
            var cart = $"cart-{asked++ % 20}";
            await InTraceAsync(async () => await carts.Ask<string>(new Carts.ForCart(cart, "tea"), Forming));
        }
        await left;
        foreach (var trace in await TracesAsync(asked)) Assert.Equal(Whole, trace.MustBeExact().Shape());
        await NoFurtherTraceAsync();
    }

    // Half of the shards are on the other node; their move is not traced.
    private async Task SpreadAsync(ActorSystem other, IActorRef carts)
    {
        await AwaitAssertAsync(async () =>
        {
            for (var i = 0; i < 20; i++) await carts.Ask<string>(new Carts.ForCart($"cart-{i}", "tea"), Patience);
            var there = await ClusterSharding.Get(other).ShardRegion(Carts.TypeName)
                .Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience);
            Assert.NotEmpty(there.Shards);
        }, Forming, TimeSpan.FromMilliseconds(200));
    }
}
