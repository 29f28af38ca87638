using Akka.Actor;

namespace ShopTests.Shop;

/// <summary>Has ten pieces.</summary>
public sealed class Stock : ReceiveActor
{
    private int _pieces = 10;

    public Stock() => Receive<Reserve>(reserve =>
    {
        if (reserve.Quantity < 1) throw new ArgumentException($"quantity {reserve.Quantity}");
        var isInStock = reserve.Quantity <= _pieces;
        if (isInStock) _pieces -= reserve.Quantity;
        Sender.Tell(new Reserved(reserve.OrderId, isInStock));
    });
}
