namespace Shop.Storefront;

internal sealed record Buy(string Item);
