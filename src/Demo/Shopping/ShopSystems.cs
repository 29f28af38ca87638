using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;
using Tracing.Actors;

namespace Tracing.Demo.Shopping;

/// <summary>A shop of five services, whose actors know nothing of tracing: what traces them is a line of HOCON.</summary>
/// <remarks>Each service is an actor system of its own in this process.</remarks>
internal sealed class ShopSystems : IAsyncDisposable
{
    private const string Hocon = """
        akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
        # The process is the collector's too, whose own web requests are no part of the shop.
        tracing.activities.sources = ""
        """;

    private const int Desks = 4;

    // By default a routee that fails has the whole pool restarted, and the others lose what they are at.
    private static readonly RouterConfig _several = new RoundRobinPool(Desks)
        .WithSupervisorStrategy(new OneForOneStrategy(static _ => Directive.Restart));

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly List<ActorSystem> _systems = [];
    private readonly IActorRef _collector;
    private readonly IActorRef _gateway;
    private readonly ActorSystem _web;

    /// <param name="collector">Gets the spans of all services.</param>
    public ShopSystems(IActorRef collector, TimeProvider time)
    {
        _collector = collector;
        var habits = new ShopHabits(time);
        var stock = Service("stock").ActorOf(Props.Create(() => new Stock(habits)), "stock");
        var payments = Service("payments").ActorOf(
            Props.Create(() => new Payments(habits)).WithRouter(_several), "payments");
        var mail = Service("mail").ActorOf(Props.Create(() => new Mail(habits)), "mail");
        var orders = Service("orders").ActorOf(
            Props.Create(() => new Orders(stock, payments, mail)).WithRouter(_several), "orders");
        _web = Service("web");
        _gateway = _web.ActorOf(Props.Create(() => new Gateway(orders)), "gateway");
    }

    /// <summary>Makes one purchase; a refused card or a late answer ends it, and is in its trace.</summary>
    public async Task BuyAsync(string id, string item, CancellationToken stopping)
    {
        try
        {
            await Spans.RunRootAsync("POST /checkout",
                () => _gateway.Ask<Receipt>(new Checkout(id, item), _patience, stopping),
                ActorTracing.For(_web).Tracer, SpanKind.Server).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is CardRefusedException or AskTimeoutException)
        {
            // The customer leaves; the trace says why.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems)
            await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance)
                .ConfigureAwait(false);
    }

    private ActorSystem Service(string name)
    {
        var system = ActorSystem.Create(name, ConfigurationFactory.ParseString(Hocon));
        _systems.Add(system);
        ActorTracing.For(system).ReportTo(_collector);
        return system;
    }
}
