using Akka.Actor;
using Tracing.Actors;

namespace Tracing.Demo.Nodes;

/// <summary>Reserves what was ordered, and answers the client.</summary>
internal sealed class Stock : TracedReceiveActor
{
    private int _left = 1_000_000;

    public Stock() => Receive<ReserveStock>(DemoSpans.ReserveStock, order =>
        Sender.Tell(new OrderPlaced(order.Order, Spans.Run(DemoSpans.CountStock, () => _left = Math.Max(0, _left - 1)))));

    protected override string ServiceName => "Stock";
}
