namespace Tracing.Analysis;

/// <summary>One stretch of a <see cref="CriticalPath"/>.</summary>
/// <param name="Node">Index into the tree's nodes: whose time it is.</param>
public readonly record struct CriticalStep(int Node, CriticalStepKind Kind, ulong FromUnixNanos, ulong ToUnixNanos)
{
    public ulong Nanos => ToUnixNanos - FromUnixNanos;
}
