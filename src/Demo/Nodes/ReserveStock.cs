namespace Tracing.Demo.Nodes;

/// <summary>Passed on by an order desk with the client as its sender.</summary>
internal sealed record ReserveStock(string Order);
