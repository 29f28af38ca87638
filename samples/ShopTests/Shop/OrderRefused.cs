namespace ShopTests.Shop;

/// <summary>The order was not taken.</summary>
public sealed record OrderRefused(string OrderId, string Reason);
