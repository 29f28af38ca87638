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

    /// <summary>True when the spans contain one root, or one entrance below a foreign caller, and each span announced
    /// below it.</summary>
    public bool IsWhole(IReadOnlySet<SpanId> present)
    {
        var roots = Entrances(present);
        return roots.Length == 1 && IsWholeBelow(roots[0], present);
    }

    /// <summary>True when the spans contain each span announced below one of their roots.</summary>
    public bool HasWholePart(IReadOnlySet<SpanId> present) =>
        Array.Exists(Entrances(present), root => IsWholeBelow(root, present));

    private SpanId[] Entrances(IReadOnlySet<SpanId> present) =>
        [.. from span in Spans where IsEntrance(span.Raw) && present.Contains(span.Raw.SpanId) select span.Raw.SpanId];

    private bool IsWholeBelow(SpanId root, IReadOnlySet<SpanId> present) =>
        Spans.All(span => present.Contains(span.Raw.SpanId) || !IsAwaited(span.Raw, root));

    /// <summary>Returns the right completeness when only these spans are left, computed directly from the
    /// definition.</summary>
    public CompletenessKind Judge(IReadOnlySet<SpanId> present)
    {
        var here = Spans.Where(span => present.Contains(span.Raw.SpanId)).Select(span => span.Raw).ToArray();
        var lacksParent = here.Any(span => !IsEntrance(span) && !present.Contains(span.ParentSpanId));
        var lacksChild = Spans.Any(span => span.Raw.IsCounted && !IsEntrance(span.Raw) && !present.Contains(span.Raw.SpanId)
            && present.Contains(span.Raw.ParentSpanId) && _byId[span.Raw.ParentSpanId].Raw.Children >= 0);
        if (lacksParent || lacksChild) return CompletenessKind.Partial;
        return here.Count(IsEntrance) != 1
            || here.Any(span => span.Children < 0 || span.Has(RawSpanFacts.ChildrenOpen) || IsBelowActivity(span))
            ? CompletenessKind.Settled
            : CompletenessKind.Exact;
    }

    // The scripts never report a foreign parent.
    private static bool IsEntrance(RawSpan span) => span.IsRoot || span.HasForeignParent;

    private static bool IsBelowActivity(RawSpan span) => span.HasForeignParent && !span.Has(RawSpanFacts.ParentRemote);

    // Nobody waits for a detached or foreign span, so while it is missing nobody knows what it announces.
    private bool IsAwaited(RawSpan span, SpanId root)
    {
        while (!IsEntrance(span))
        {
            if (!span.IsCounted) return false;
            span = _byId[span.ParentSpanId].Raw;
        }
        return span.SpanId == root;
    }
}
