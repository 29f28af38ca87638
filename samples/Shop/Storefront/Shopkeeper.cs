using Akka.Actor;

namespace Shop.Storefront;

internal sealed class Shopkeeper : ReceiveActor
{
    public Shopkeeper(WarehouseClient warehouse) => ReceiveAsync<Buy>(async buy =>
    {
        var left = await warehouse.TakeAsync(buy.Item);
        Sender.Tell($"one {buy.Item}, {left} left");
    });
}
