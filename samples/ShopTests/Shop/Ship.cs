namespace ShopTests.Shop;

/// <summary>Hands an order over to the carrier.</summary>
public sealed record Ship(string OrderId);
