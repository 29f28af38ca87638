using Akka.Actor;
using Akka.Routing;
using Tracing.Actors.Remoting;

namespace Tracing.Actors.Instrumenting.Remoting;

/// <summary>Peers without the library, in untrusted mode, or with propagation off.</summary>
public sealed class PropagationTests() : TracedKit(Nodes.TracedRemoting, form: TraceForm.ZeroCode, provider: "")
{
    [Theory]
    [InlineData(RemotePropagation.Off)]
    [InlineData(RemotePropagation.Read)]
    public async Task A_peer_without_the_library_gets_messages_untouched_when_nothing_is_sent_along(
        RemotePropagation propagation)
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { Remote = propagation };
        await With(Nodes.Start(), async peer =>
        {
            var echo = await Nodes.SeenFrom(Sys, peer.ActorOf(Props.Create(() => new PlainRelay(null)), "echo"), peer);
            await InTraceAsync(async () => Assert.Equal(new Order("x"), await echo.Ask<Order>(new Order("x"), Patience)));
            Assert.Equal("test", (await NextExactTraceAsync()).Shape());
        });
    }

    [Fact]
    public async Task A_deployed_actor_and_its_watch_work_on_a_peer_without_the_library()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { Remote = RemotePropagation.Read };
        await With(Nodes.Start(), async peer =>
        {
            IActorRef? there = null;
            await InTraceAsync(async () =>
            {
                there = Sys.ActorOf(Props.Create<PlainRelay>([null])
                    .WithDeploy(new Deploy(new RemoteScope(Nodes.AddressOf(peer)))), "there");
                Watch(there);
                Assert.Equal(new Order("x"), await there.Ask<Order>(new Order("x"), Patience));
                there.Tell(PoisonPill.Instance);
            });
            await ExpectTerminatedAsync(there!);
        });
    }

    [Fact]
    public async Task A_harmful_message_goes_bare_so_that_an_untrusting_peer_drops_it()
    {
        var peer = Nodes.Start(Nodes.TracedRemoting + """

            akka.remote.untrusted-mode = on
            akka.remote.trusted-selection-paths = ["/user/relay"]
            """);
        await With(peer, async _ =>
        {
            ActorTracing.For(peer).ReportTo(Collector);
            peer.ActorOf(Props.Create(() => new PlainRelay(null)), "relay");
            var relay = Sys.ActorSelection(new RootActorPath(Nodes.AddressOf(peer)) / "user" / "relay");
            await InTraceAsync(async () =>
            {
                Assert.Equal(new Order("1"), await relay.Ask<Order>(new Order("1"), Patience));
                relay.Tell(PoisonPill.Instance);
                Assert.Equal(new Order("2"), await relay.Ask<Order>(new Order("2"), Patience));
            });
            Assert.Equal("test(PlainRelay Order PlainRelay Order)", (await NextExactTraceAsync()).Shape());
        });
    }

    [Fact]
    public async Task A_router_on_another_node_hashes_the_message_and_not_its_envelope()
    {
        var peer = Nodes.Start(Nodes.TracedRemoting);
        await With(peer, async _ =>
        {
            ActorTracing.For(peer).ReportTo(Collector);
            var pool = new ConsistentHashingPool(5).WithHashMapping(m => m is Order order ? order.Name : null!);
            var router = peer.ActorOf(Props.Create(() => new Named()).WithRouter(pool), "router");
            var there = await Nodes.SeenFrom(Sys, router, peer);
            var orders = Enumerable.Range(0, 10).Select(i => new Order($"{i}")).ToArray();
            var untraced = new List<string>();
            foreach (var order in orders) untraced.Add(await there.Ask<string>(order, Patience));
            var traced = new List<string>();
            await InTraceAsync(async () =>
            {
                foreach (var order in orders) traced.Add(await there.Ask<string>(order, Patience));
            });
            Assert.Equal(untraced, traced);
            Assert.Equal(11, (await NextExactTraceAsync()).All.Count);
        });
    }

    private async Task With(ActorSystem peer, Func<ActorSystem, Task> body)
    {
        try
        {
            await body(peer);
        }
        finally
        {
            Shutdown(peer);
        }
    }

    private sealed class Named : ReceiveActor
    {
        public Named() => ReceiveAny(_ => Sender.Tell(Self.Path.Name));
    }
}
