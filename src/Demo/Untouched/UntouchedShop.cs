using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;
using Tracing.Actors;

namespace Tracing.Demo.Untouched;

/// <summary>Two nodes of actors that know nothing of tracing: Ask, Tell, a stash, a router, an actor on the other
/// node.</summary>
/// <remarks>What traces them is the one line of HOCON.</remarks>
internal sealed class UntouchedShop : IAsyncDisposable
{
    private const string Hocon = """
        akka.actor.provider = "Tracing.Actors.TracedRemoteProvider, Tracing.Actors"
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        akka.loglevel = ERROR
        akka.stdout-loglevel = OFF
        akka.coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
        """;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly ActorSystem _shop = ActorSystem.Create("shop", ConfigurationFactory.ParseString(Hocon));
    private readonly ActorSystem _warehouse = ActorSystem.Create("warehouse", ConfigurationFactory.ParseString(Hocon));
    private readonly IActorRef _orders;

    /// <param name="collector">Where both nodes report to.</param>
    public UntouchedShop(IActorRef collector)
    {
        foreach (var system in new[] { _shop, _warehouse }) ActorTracing.For(system).ReportTo(collector);
        var shelf = _warehouse.ActorOf(Props.Create(() => new Shelf()), "shelf");
        var home = new RootActorPath(((ExtendedActorSystem)_warehouse).Provider.DefaultAddress);
        var seen = _shop.ActorSelection(home / shelf.Path.Elements);
        var packers = _shop.ActorOf(Props.Create(() => new Packer(seen)).WithRouter(new RoundRobinPool(2)), "packers");
        var till = _shop.ActorOf(Props.Create(() => new Till(packers)), "till");
        _orders = _shop.ActorOf(Props.Create(() => new Shop(till)), "shop");
    }

    public async Task<Exception?> MakeRequestAsync(string id, CancellationToken stopping)
    {
        try
        {
            await Spans.RunRootAsync("buy", () => _orders.Ask<Order>(new Order(id), _patience, stopping),
                ActorTracing.For(_shop).Tracer).ConfigureAwait(false);
            return null;
        }
        catch (AskTimeoutException late)
        {
            return late;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in new[] { _shop, _warehouse })
            await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
    }
}
