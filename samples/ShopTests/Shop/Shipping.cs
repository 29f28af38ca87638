using Akka.Actor;
using Tracing;

namespace ShopTests.Shop;

/// <summary>Ships each order once.</summary>
public sealed class Shipping : ReceiveActor
{
    public Shipping() => Receive<Ship>(ship =>
    {
        Span.Current?.SetTag("order.id", ship.OrderId).AddEvent("shipped", new Tag("carrier", "post"));
    });
}
