namespace Shop.Warehouse;

internal sealed class Item
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public int Left { get; set; }
}
