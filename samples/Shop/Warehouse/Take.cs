namespace Shop.Warehouse;

internal sealed record Take(string Item);
