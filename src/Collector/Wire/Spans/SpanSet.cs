using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>The spans of one trace, to tell those that were seen before. Holds no span data.</summary>
/// <remarks>One owner. Spans with the same id and different content are different spans.</remarks>
internal sealed class SpanSet
{
    private readonly HashSet<(SpanId Id, ulong Hash)> _spans = [];

    public int Count => _spans.Count;

    /// <summary>Adds spans, and returns those that were not in the set.</summary>
    public ImmutableArray<RawSpan> Add(ImmutableArray<RawSpan> spans)
    {
        var added = ImmutableArray.CreateBuilder<RawSpan>(spans.Length);
        foreach (ref readonly var span in spans.AsSpan())
            if (_spans.Add((span.SpanId, ContentHash.OfSpan(span.Bytes.Span))))
                added.Add(span);
        return added.Count == spans.Length ? spans : added.DrainToImmutable();
    }
}
