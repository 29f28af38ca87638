namespace Tracing.Demo.Shopping;

/// <summary>A mail about an order is to be sent; nobody waits for it.</summary>
internal sealed record Confirm(string Id);
