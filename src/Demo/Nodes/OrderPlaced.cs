namespace Tracing.Demo.Nodes;

/// <summary>What a client gets for <see cref="PlaceOrder"/>.</summary>
internal sealed record OrderPlaced(string Order, int Left);
