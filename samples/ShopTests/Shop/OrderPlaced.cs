namespace ShopTests.Shop;

/// <summary>The order is on its way.</summary>
public sealed record OrderPlaced(string OrderId);
