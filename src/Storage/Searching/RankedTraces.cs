using System.Collections.Immutable;
using Tracing.Keeping;

namespace Tracing.Storage.Searching;

/// <summary>The first traces in the order of a query, of those found so far. When there are enough, it narrows the
/// bounds of the search.</summary>
/// <remarks>One owner.</remarks>
internal sealed class RankedTraces(TraceQuery query, SearchBounds bounds, long maxBytes)
{
    // The last one in the order comes out first.
    private readonly PriorityQueue<KeptTrace, TraceRank> _traces = new();
    private long _bytes;

    public void Add(KeptTrace trace)
    {
        _traces.Enqueue(trace, TraceRank.Of(trace, query.Order));
        _bytes += trace.Bytes;
        if (_traces.Count < query.MaxTraces && _bytes < maxBytes) return;
        while (_traces.Count > query.MaxTraces || (_bytes > maxBytes && _traces.Count > 1))
            _bytes -= _traces.Dequeue().Bytes;
        if (_traces.TryPeek(out _, out var last)) bounds.Last = last;
    }

    public ImmutableArray<KeptTrace> InOrder() =>
        [.. _traces.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
