using Akka.Actor;

namespace Tracing.Actors.Remoting;

/// <summary>Peers without tracing, or in untrusted mode.</summary>
public sealed class PeerTests() : TracedKit(Nodes.Remoting)
{
    [Fact]
    public async Task A_peer_without_the_library_exchanges_untraced_messages()
    {
        var peer = Nodes.Start();
        try
        {
            var echo = await Nodes.SeenFrom(Sys, peer.ActorOf(Props.Create(() => new Echo()), "echo"), peer);
            var home = Sys.ActorOf(Props.Create(() => new Relay(null)), "home");
            Assert.Equal(new Order("x"), await echo.Ask<Order>(new Order("x"), Patience));
            var seen = await Nodes.SeenFrom(peer, home, Sys);
            Assert.Equal(new Order("y"), await seen.Ask<Order>(new Order("y"), Patience));
            await NoFurtherTraceAsync();
        }
        finally
        {
            Shutdown(peer);
        }
    }

    [Fact]
    public async Task An_untrusting_peer_drops_harmful_messages_that_are_sent_with_a_trace_too()
    {
        var peer = Nodes.Start("""
            akka.remote.untrusted-mode = on
            akka.remote.trusted-selection-paths = ["/user/relay"]
            akka.extensions = ["Tracing.Actors.ActorTracingProvider, Tracing.Actors"]
            """);
        try
        {
            ActorTracing.For(peer).ReportTo(Collector);
            peer.ActorOf(Props.Create(() => new Relay(null)), "relay");
            var relay = Sys.ActorSelection(new RootActorPath(Nodes.AddressOf(peer)) / "user" / "relay");
            await InTraceAsync(async () =>
            {
                Assert.Equal(new Order("1"), await relay.AskTraced<Order>(new Order("1"), Patience));
                relay.TellTraced(PoisonPill.Instance);
                relay.Tell(Forged(PoisonPill.Instance));
                Assert.Equal(new Order("2"), await relay.AskTraced<Order>(new Order("2"), Patience));
            });
            Assert.Equal("test(Relay Order Relay Order)", (await NextExactTraceAsync()).Shape());
        }
        finally
        {
            Shutdown(peer);
        }
    }

    // A hostile peer could send this; our own code never wraps it.
    private static TraceEnvelope Forged(object message) =>
        TraceEnvelope.Create(message, new EnvelopeStamp(Span.Current!.Context, 0));

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
