namespace Tracing.Analysis;

/// <summary>A service or an actor in a <see cref="CallGraph"/>, with the number of its spans.</summary>
public readonly record struct GraphNode(string Name, long Spans, long Errors);
