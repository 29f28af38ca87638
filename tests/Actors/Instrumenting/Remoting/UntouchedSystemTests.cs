using Akka.Actor;
using Akka.Routing;
using Tracing.Actors.Remoting;

namespace Tracing.Actors.Instrumenting.Remoting;

/// <summary>A small shop on two nodes whose actors know nothing of tracing: one line of HOCON traces all of
/// it.</summary>
public sealed class UntouchedSystemTests : TracedKit
{
    private readonly ActorSystem _warehouse;

    public UntouchedSystemTests()
        : base(Nodes.TracedRemoting, form: TraceForm.ZeroCode, provider: "")
    {
        _warehouse = Nodes.Start(Nodes.TracedRemoting);
        ActorTracing.For(_warehouse).ReportTo(Collector);
    }

    [Fact]
    public async Task Ask_tell_stash_router_and_a_remote_actor_are_one_exact_trace()
    {
        var there = _warehouse.ActorOf(Props.Create(() => new Shelf()), "shelf");
        var shelf = await Nodes.SeenFrom(Sys, there, _warehouse);
        var packers = Sys.ActorOf(Props.Create(() => new Packer(shelf)).WithRouter(new RoundRobinPool(2)), "packers");
        var till = Sys.ActorOf(Props.Create(() => new Till(packers)), "till");
        var shop = Sys.ActorOf(Props.Create(() => new Shop(till)), "shop");

        await InTraceAsync(async () => Assert.Equal(new Order("packed"), await shop.Ask<Order>(new Order("book"), Patience)));
        Assert.Equal("test(Shop Order(Till Opened Till Pay Till Pay(Packer Pack(Shelf Order))))",
            (await NextExactTraceAsync()).Shape());
    }

    protected override void AfterAll()
    {
        Shutdown(_warehouse);
        base.AfterAll();
    }

    private sealed record Pay(Order Order);

    private sealed record Opened;

    private sealed record Pack(Order Order);

    private sealed class Shop : ReceiveActor
    {
        public Shop(IActorRef till) => Receive<Order>(order =>
        {
            till.Forward(new Pay(order));
            till.Tell(new Opened());
        });
    }

    /// <summary>Closed at first: messages that come before it opens wait in the stash.</summary>
    private sealed class Till : ReceiveActor, IWithStash
    {
        public Till(IActorRef packers)
        {
            Receive<Opened>(_ =>
            {
                Become(() => Receive<Pay>(pay => packers.Forward(new Pack(pay.Order))));
                Stash.UnstashAll();
            });
            Receive<Pay>(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Packer : ReceiveActor
    {
        public Packer(IActorRef shelf) => Receive<Pack>(pack => shelf.Forward(pack.Order));
    }

    private sealed class Shelf : ReceiveActor
    {
        public Shelf() => Receive<Order>(_ => Sender.Tell(new Order("packed")));
    }
}
