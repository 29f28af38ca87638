namespace Tracing.Analysis;

/// <summary>A step of a <see cref="CriticalPath"/>.</summary>
/// <param name="Node">Index of the tree's node that spent the time.</param>
public readonly record struct CriticalStep(int Node, CriticalStepKind Kind, ulong FromUnixNanos, ulong ToUnixNanos)
{
    public ulong Nanos => ToUnixNanos - FromUnixNanos;
}
