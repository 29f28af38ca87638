namespace Tracing.Actors.Remoting;

/// <summary>A message that crosses nodes, as JSON unless configured otherwise.</summary>
public sealed record Order(string Name);
