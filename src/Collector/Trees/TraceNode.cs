using System.Collections.Immutable;

namespace Tracing.Trees;

/// <summary>A node of a <see cref="TraceTree"/>: a span, or a gap for a span that others name as their parent but that
/// is missing.</summary>
/// <param name="Span">Null in a gap.</param>
/// <param name="ChildIndexes">Indexes into <see cref="TraceTree.Nodes"/>, by start time.</param>
/// <param name="IsInCycle">The span's ancestors lead back to the span itself; it is shown as a root.</param>
public sealed record TraceNode(
    SpanId SpanId, TraceSpan? Span, int Depth, ImmutableArray<int> ChildIndexes, bool IsInCycle = false)
{
    public bool IsGap => Span is null;
}
