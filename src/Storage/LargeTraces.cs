using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage;

/// <summary>Remembers the spans of a few large traces that late spans join one by one, so that a span that comes again
/// is found without reading the trace each time.</summary>
/// <remarks>One owner.</remarks>
internal sealed class LargeTraces
{
    /// <summary>The trace that was used longest ago makes room.</summary>
    private const int MaxTraces = 16;

    /// <summary>Spans of all these traces; a single trace may have more.</summary>
    private const int MaxSpans = 500_000;

    private readonly Dictionary<long, Seen> _traces = [];
    private long _uses;

    public void Clear() => _traces.Clear();

    /// <param name="place">The trace.</param>
    /// <param name="parts">The number of its stored parts. Another number than expected tells that somebody else has
    /// changed the trace.</param>
    public bool Knows(long place, int parts) =>
        _traces.TryGetValue(place, out var seen) && seen.Parts == parts;

    /// <summary>Remembers all spans of a trace.</summary>
    public void Learn(long place, int parts, KeptTrace trace)
    {
        var seen = new Seen { Parts = parts, Used = ++_uses };
        seen.Spans.Add(trace.Raw);
        _traces[place] = seen;
        while (_traces.Count > 1
            && (_traces.Count > MaxTraces || _traces.Values.Sum(static one => (long)one.Spans.Count) > MaxSpans))
            _traces.Remove(_traces.MinBy(static one => one.Value.Used).Key);
    }

    /// <summary>Returns a further part of a known trace, which will be stored, without spans that came
    /// before.</summary>
    public KeptTrace Trim(long place, KeptTrace part)
    {
        var seen = _traces[place];
        seen.Used = ++_uses;
        seen.Parts++;
        return part.With(seen.Spans.Add(part.Raw));
    }

    private sealed class Seen
    {
        public SpanSet Spans { get; } = new();

        public int Parts { get; set; }

        public long Used { get; set; }
    }
}
