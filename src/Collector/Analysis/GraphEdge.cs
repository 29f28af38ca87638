namespace Tracing.Analysis;

/// <summary>The calls from one node of a <see cref="CallGraph"/> to another, with the number of failed ones.</summary>
public readonly record struct GraphEdge(string From, string To, long Calls, long Errors);
