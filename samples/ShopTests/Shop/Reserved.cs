namespace ShopTests.Shop;

/// <summary>The answer of the stock.</summary>
public sealed record Reserved(string OrderId, bool IsInStock);
