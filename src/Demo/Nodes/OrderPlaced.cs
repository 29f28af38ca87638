namespace Tracing.Demo.Nodes;

/// <summary>The answer to <see cref="PlaceOrder"/>.</summary>
internal sealed record OrderPlaced(string Order, int Left);
