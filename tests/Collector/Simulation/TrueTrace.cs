using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>A trace as it was recorded, with which the collector's result is compared.</summary>
internal sealed class TrueTrace(TraceId id, ImmutableArray<TrueSpan> spans)
{
    private readonly Dictionary<SpanId, TrueSpan> _byId = spans.ToDictionary(span => span.Raw.SpanId);

    public TraceId Id { get; } = id;

    public ImmutableArray<TrueSpan> Spans { get; } = spans;

    /// <summary>True when the spans contain one root and each span announced below it.</summary>
    public bool IsWhole(IReadOnlySet<SpanId> present)
    {
        var roots = Spans.Where(span => span.Raw.IsRoot && present.Contains(span.Raw.SpanId)).ToArray();
        return roots.Length == 1 && Spans.All(
            span => present.Contains(span.Raw.SpanId) || !IsAwaited(span.Raw, roots[0].Raw.SpanId));
    }

    /// <summary>Returns the right completeness when only these spans are left, computed directly from the
    /// definition.</summary>
    public CompletenessKind Judge(IReadOnlySet<SpanId> present)
    {
        var here = Spans.Where(span => present.Contains(span.Raw.SpanId)).Select(span => span.Raw).ToArray();
        var lacksParent = here.Any(span => !span.IsRoot && !present.Contains(span.ParentSpanId));
        var lacksChild = Spans.Any(span => span.Raw.IsCounted && !span.Raw.IsRoot && !present.Contains(span.Raw.SpanId)
            && present.Contains(span.Raw.ParentSpanId) && _byId[span.Raw.ParentSpanId].Raw.Children >= 0);
        if (lacksParent || lacksChild) return CompletenessKind.Partial;
        return here.Count(span => span.IsRoot) != 1 || here.Any(span => span.Children < 0 || span.Has(RawSpanFacts.ChildrenOpen))
            ? CompletenessKind.Settled
            : CompletenessKind.Exact;
    }

    // Nobody waits for a detached or foreign span, so while it is missing nobody knows what it announces.
    private bool IsAwaited(RawSpan span, SpanId root)
    {
        while (!span.IsRoot)
        {
            if (!span.IsCounted) return false;
            span = _byId[span.ParentSpanId].Raw;
        }
        return span.SpanId == root;
    }
}
