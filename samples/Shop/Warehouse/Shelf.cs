using Akka.Actor;
using Microsoft.EntityFrameworkCore;

namespace Shop.Warehouse;

internal sealed class Shelf : ReceiveActor
{
    public Shelf(IDbContextFactory<Stock> stocks) => ReceiveAsync<Take>(async take =>
    {
        await using var stock = await stocks.CreateDbContextAsync();
        var item = await stock.Items.SingleOrDefaultAsync(one => one.Name == take.Item && one.Left > 0);
        if (item is not null)
        {
            item.Left--;
            await stock.SaveChangesAsync();
        }
        Sender.Tell(new Taken(item?.Left));
    });
}
