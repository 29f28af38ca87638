using Akka.Actor;
using Akka.Cluster.Sharding;
using Tracing.Closing;

namespace Tracing.Clustering.Instrumenting;

/// <summary>Messages without spans to sharded entities: what they cause stays in the trace, on each node.</summary>
public sealed class HiddenShardingTests() : ZeroCodeCluster("""tracing.instrumentation.never-messages = "*+ForCart" """)
{
    [Fact]
    public async Task What_a_hidden_message_causes_at_an_entity_is_a_child_of_the_sender()
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        await InTraceAsync(async () => await carts.Ask<string>(new Carts.ForCart("cart-1", "tea"), Forming));
        Assert.Equal("test(Bill Line)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task What_a_hidden_message_causes_at_an_entity_on_another_node_is_in_a_trace_that_settles()
    {
        var other = Node();
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        var theirs = await Carts.StartAsync(other);
        await AwaitAssertAsync(async () =>
        {
            for (var i = 0; i < 20; i++) await carts.Ask<string>(new Carts.ForCart($"cart-{i}", "tea"), Patience);
            Assert.NotEmpty((await theirs.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience)).Shards);
            Assert.NotEmpty((await carts.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience)).Shards);
        }, Forming, TimeSpan.FromMilliseconds(200));
        var kinds = new HashSet<(CompletenessKind, bool)>();
        for (var i = 0; i < 20; i++)
        {
            var cart = new Carts.ForCart($"cart-{i}", "tea");
            await InTraceAsync(async () => await carts.Ask<string>(cart, Patience));
            var trace = await NextTraceAsync();
            Assert.Equal("test(Bill Line)", trace.Shape());
            kinds.Add((trace.Completeness.Kind, trace.Span("test").Span[TracingTags.ChildrenOpen].AsBool));
        }
        Assert.Equal([(CompletenessKind.Exact, false), (CompletenessKind.Settled, true)], kinds.Order());
    }
}
