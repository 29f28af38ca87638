using Akka.Actor;

namespace Tracing.Clustering.Instrumenting;

public sealed class SerializeMessagesTests() : ZeroCodeCluster("akka.actor.serialize-messages = on")
{
    [Fact]
    public async Task Envelopes_pass_regions_and_shards_when_every_message_is_serialized()
    {
        await FormAsync();
        var carts = await Carts.StartAsync(Sys);
        await InTraceAsync(async () => Assert.EndsWith("got tea",
            await carts.Ask<string>(new Carts.ForCart("cart-1", "tea"), Forming), StringComparison.Ordinal));
        Assert.Equal("test(Cart String(Bill Line))", (await NextExactTraceAsync()).Shape());
    }
}
