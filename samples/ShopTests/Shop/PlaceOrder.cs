namespace ShopTests.Shop;

/// <summary>Asks the shop for a number of pieces; answered with <see cref="OrderPlaced"/> or <see cref="OrderRefused"/>.</summary>
public sealed record PlaceOrder(string OrderId, int Quantity);
