namespace ShopTests.Shop;

/// <summary>Takes pieces out of the stock; answered with <see cref="Reserved"/>.</summary>
public sealed record Reserve(string OrderId, int Quantity);
