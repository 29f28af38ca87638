using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Explicit envelopes through the cluster's relays, without a traced provider.</summary>
public sealed class RelaysTests() : TracedKit("""
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    akka.cluster.singleton-proxy.singleton-identification-interval = 200ms
    """, SettlesSoon)
{
    [Fact]
    public async Task An_envelope_within_a_publish_reaches_each_subscriber_of_an_open_ended_span()
    {
        Join();
        var mediator = DistributedPubSub.Get(Sys).Mediator;
        for (var i = 0; i < 2; i++) await mediator.Ask<SubscribeAck>(new Subscribe("news", Reader()), Patience);
        InTrace(() => mediator.Tell(new Publish("news", TraceEnvelope.ForMany("rain"))));
        var trace = await NextTraceAsync();
        Assert.Equal("test(TracedReader String TracedReader String)", trace.Shape());
        Assert.True(trace.Span("test").Span[TracingTags.ChildrenOpen].AsBool);
    }

    [Fact]
    public async Task Messages_that_a_singletons_proxy_buffers_keep_their_trace()
    {
        var proxy = Sys.ActorOf(ClusterSingletonProxy.Props("/user/readers", ClusterSingletonProxySettings.Create(Sys)));
        var answers = new List<Task<string>>();
        for (var i = 0; i < 3; i++) InTrace(() => answers.Add(proxy.AskTraced<string>("rain", Patience)));
        Sys.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new TracedReader()), PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(Sys)), "readers");
        Join();
        await Soon(Task.WhenAll(answers));
        for (var i = 0; i < 3; i++) Assert.Equal("test(TracedReader String)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    private void Join() => Akka.Cluster.Cluster.Get(Sys).Join(Akka.Cluster.Cluster.Get(Sys).SelfAddress);

    private IActorRef Reader() => Sys.ActorOf(Props.Create(() => new TracedReader()));

    private sealed class TracedReader : TracedReceiveActor
    {
        public TracedReader() => Receive<string>(text => Sender.Tell(text));
    }
}
