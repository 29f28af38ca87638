namespace Tracing.Demo.Nodes;

/// <summary>Asks an order desk; answered by the stock that <paramref name="StockPath"/> names, maybe on a third
/// node.</summary>
internal sealed record PlaceOrder(string Order, string StockPath);
