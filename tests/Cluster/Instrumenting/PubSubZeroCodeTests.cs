using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;

namespace Tracing.Clustering.Instrumenting;

/// <summary>Distributed publish-subscribe without changed code: subscribers on all nodes are children of the
/// publisher.</summary>
public sealed class PubSubZeroCodeTests : ZeroCodeCluster
{
    [Fact]
    public async Task Each_subscriber_on_every_node_is_a_child_of_an_open_ended_span()
    {
        var other = Node();
        await FormAsync();
        var mediator = DistributedPubSub.Get(Sys).Mediator;
        await SubscribeAsync(Sys, 2);
        await SubscribeAsync(other, 1);
        await ReachAsync(mediator, new Publish("news", new News("ready")), 3);

        InTrace(() => mediator.Tell(new Publish("news", new News("rain"))));
        var trace = await NextTraceAsync();
        Assert.Equal("test(Reader News Reader News Reader News)", trace.Shape());
        Assert.True(trace.Span("test").Span[TracingTags.ChildrenOpen].AsBool);
        Assert.Equal(Closing.CompletenessKind.Settled, trace.Completeness.Kind);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_Send_has_one_receiver_and_is_an_exact_trace()
    {
        var other = Node();
        await FormAsync();
        var mediator = DistributedPubSub.Get(Sys).Mediator;
        DistributedPubSub.Get(other).Mediator.Tell(new Put(other.ActorOf(Props.Create(() => new Reader()), "reader")));
        await ReachAsync(mediator, new Send("/user/reader", new News("ready")), 1);
        await InTraceAsync(async () =>
            Assert.Equal("rain", await mediator.Ask<string>(new Send("/user/reader", new News("rain")), Patience)));
        Assert.Equal("test(Reader News)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task One_subscriber_of_each_group_is_a_child()
    {
        await FormAsync();
        var mediator = DistributedPubSub.Get(Sys).Mediator;
        await SubscribeAsync(Sys, 2, "a");
        await SubscribeAsync(Sys, 2, "b");
        InTrace(() => mediator.Tell(new Publish("news", new News("rain"), true)));
        Assert.Equal("test(Reader News Reader News)", (await NextTraceAsync()).Shape());
    }

    [Fact]
    public async Task The_acknowledgement_of_a_subscription_within_a_trace_is_not_part_of_it()
    {
        await FormAsync();
        var mediator = DistributedPubSub.Get(Sys).Mediator;
        await InTraceAsync(async () => Assert.NotNull(await mediator.Ask<SubscribeAck>(
            new Subscribe("news", Sys.ActorOf(Props.Create(() => new Reader()))), Patience)));
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
    }

    // Subscriptions on another node are known here a little later; the wait is not traced.
    private Task ReachAsync(IActorRef mediator, object message, int readers) => AwaitAssertAsync(async () =>
    {
        var probe = CreateTestProbe();
        mediator.Tell(message, probe);
        await probe.ReceiveNAsync(readers, TimeSpan.FromSeconds(1)).ToListAsync();
    }, Forming);

    private static async Task SubscribeAsync(ActorSystem system, int count, string? group = null)
    {
        var mediator = DistributedPubSub.Get(system).Mediator;
        for (var i = 0; i < count; i++)
        {
            var reader = system.ActorOf(Props.Create(() => new Reader()));
            await mediator.Ask<SubscribeAck>(new Subscribe("news", reader, group), Patience);
        }
    }

    private sealed record News(string Text);

    private sealed class Reader : ReceiveActor
    {
        public Reader() => Receive<News>(news => Sender.Tell(news.Text));
    }
}
