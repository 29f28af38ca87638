using Akka.Actor;
using Tracing.Actors;

namespace Tracing.Demo.Nodes;

/// <summary>Takes orders, checks them, and passes them on to a stock.</summary>
internal sealed class OrderDesk : TracedReceiveActor
{
    public OrderDesk() => Receive<PlaceOrder>(DemoSpans.HandleOrder, order =>
    {
        Spans.Run(DemoSpans.CheckOrder, static () => { });
        // By path alone: whichever process is there by then gets it.
        ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(order.StockPath)
            .ForwardTraced(new ReserveStock(order.Order));
    });

    protected override string ServiceName => "Orders";
}
