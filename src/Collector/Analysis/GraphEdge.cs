namespace Tracing.Analysis;

/// <summary>That one caused spans in another, how often, and how often with an error.</summary>
public readonly record struct GraphEdge(string From, string To, long Calls, long Errors);
