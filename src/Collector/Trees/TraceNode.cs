using System.Collections.Immutable;

namespace Tracing.Trees;

/// <summary>One place in a <see cref="TraceTree"/>: a span, or the gap where a span is named but not here.</summary>
/// <param name="Span">Null in a gap.</param>
/// <param name="ChildIndexes">Into <see cref="TraceTree.Nodes"/>, by start time.</param>
/// <param name="IsInCycle">The span's ancestors lead back to itself; it stands as a root so that it can be
/// seen.</param>
public sealed record TraceNode(
    SpanId SpanId, TraceSpan? Span, int Depth, ImmutableArray<int> ChildIndexes, bool IsInCycle = false)
{
    public bool IsGap => Span is null;
}
