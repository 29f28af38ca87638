using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary>The traces that one page shows as open, so that it hears of each once it has more spans, has closed, or has
/// been sampled away.</summary>
/// <remarks>One owner.</remarks>
internal sealed class OpenRows
{
    /// <summary>Number of open traces that are followed; a page lists about as many.</summary>
    private const int MaxFollowed = 400;

    private readonly OrderedDictionary<TraceId, int> _spans = [];

    /// <summary>Notes a trace that is about to be sent. True: the page does not know it, or knows fewer of its
    /// spans.</summary>
    public bool Note(KeptTrace trace)
    {
        if (!trace.IsOpen)
        {
            _spans.Remove(trace.TraceId);
            return true;
        }
        var count = trace.Summary.SpanCount;
        if (_spans.TryGetValue(trace.TraceId, out var known) && known == count) return false;
        _spans[trace.TraceId] = count;
        if (_spans.Count > MaxFollowed) _spans.RemoveAt(0);
        return true;
    }

    public void Forget(TraceId id) => _spans.Remove(id);

    /// <summary>Returns those that are not among the given traces: they have closed, were sampled away, or are not
    /// among the newest any more.</summary>
    public TraceId[] Except(IEnumerable<KeptTrace> newest) =>
        [.. _spans.Keys.Except(newest.Select(trace => trace.TraceId))];
}
