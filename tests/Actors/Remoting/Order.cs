namespace Tracing.Actors.Remoting;

/// <summary>Goes over the wire; by JSON where nothing else is said.</summary>
public sealed record Order(string Name);
