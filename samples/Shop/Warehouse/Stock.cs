using Microsoft.EntityFrameworkCore;

namespace Shop.Warehouse;

internal sealed class Stock(DbContextOptions<Stock> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public async Task FillAsync()
    {
        await Database.EnsureCreatedAsync();
        if (await Items.AnyAsync()) return;
        Items.Add(new Item { Name = "lamp", Left = 1_000_000 });
        await SaveChangesAsync();
    }
}
