namespace Tracing.Keeping;

/// <summary>A span name that a service uses, with the kind of those spans.</summary>
public readonly record struct Operation(string Name, SpanKind Kind);
