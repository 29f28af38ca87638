using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.TraceQl.Evaluating;

/// <summary>A trace as a query looks at it: decoded, with what is computed once for all of its spans.</summary>
/// <remarks>One owner.</remarks>
internal sealed class TraceView
{
    private readonly Dictionary<SpanOrigin, ImmutableArray<Tag>> _resources = new(SpanOrigin.ByResource);
    private readonly Dictionary<SpanOrigin, ImmutableArray<Tag>> _scopes = [];
    private SpanStructure? _structure;

    public TraceView(KeptTrace trace)
    {
        Trace = trace;
        Spans = trace.Decode();
        var root = TraceMeasure.RootOf(trace.Raw.AsSpan());
        Root = root >= 0 && trace.Raw[root].IsRoot ? root : -1;
    }

    public KeptTrace Trace { get; }

    /// <summary>The spans as they are in <see cref="KeptTrace.Raw"/>.</summary>
    public ImmutableArray<TraceSpan> Spans { get; }

    /// <summary>The index of the earliest root; -1 when it is missing.</summary>
    public int Root { get; }

    public ulong DurationNanos => Trace.Measure.DurationNanos;

    public SpanStructure Structure => _structure ??= SpanStructure.Of(Spans);

    public ImmutableArray<Tag> ResourceTags(SpanOrigin origin)
    {
        if (!_resources.TryGetValue(origin, out var tags)) _resources.Add(origin, tags = origin.ResourceTags());
        return tags;
    }

    public ImmutableArray<Tag> ScopeTags(SpanOrigin origin)
    {
        if (!_scopes.TryGetValue(origin, out var tags)) _scopes.Add(origin, tags = origin.ScopeTags());
        return tags;
    }
}
