using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>A trace as it really was: the judge of what the collector says about it.</summary>
internal sealed class TrueTrace(TraceId id, ImmutableArray<TrueSpan> spans)
{
    private readonly Dictionary<SpanId, TrueSpan> _byId = spans.ToDictionary(span => span.Raw.SpanId);

    public TraceId Id { get; } = id;

    public ImmutableArray<TrueSpan> Spans { get; } = spans;

    /// <summary>Whether one root is among these, and each span that is announced below it.</summary>
    public bool IsWhole(IReadOnlySet<SpanId> present)
    {
        var roots = Spans.Where(span => span.Raw.IsRoot && present.Contains(span.Raw.SpanId)).ToArray();
        return roots.Length == 1 && Spans.All(
            span => present.Contains(span.Raw.SpanId) || !IsAwaited(span.Raw, roots[0].Raw.SpanId));
    }

    /// <summary>What there is to say when only these spans are left of it: the definition in DESIGN, the slow
    /// way.</summary>
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

    // Nobody waits for a detached or foreign span, so nobody knows of what it announces, as long as it is not here.
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
