using Akka.Actor;

namespace ShopTests.Shop;

/// <summary>Takes orders: reserves the goods, then has them shipped. Nothing in it knows of tracing.</summary>
public sealed class OrderDesk : ReceiveActor
{
    public OrderDesk(IActorRef stock, IActorRef shipping)
    {
        ReceiveAsync<PlaceOrder>(async order =>
        {
            var sender = Sender;
            var reserved = await stock.Ask<Reserved>(new Reserve(order.OrderId, order.Quantity), TimeSpan.FromSeconds(5));
            if (reserved.IsInStock) shipping.Tell(new Ship(order.OrderId));
            sender.Tell(reserved.IsInStock ? new OrderPlaced(order.OrderId) : new OrderRefused(order.OrderId, "not in stock"));
        });
    }
}
