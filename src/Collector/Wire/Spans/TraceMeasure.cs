namespace Tracing.Wire.Spans;

/// <summary>A trace's times and errors, measured in one pass over its spans.</summary>
/// <param name="StartUnixNanos">The first start; 0 without spans.</param>
/// <param name="EndUnixNanos">The last end, or the last start where that is later; 0 without spans.</param>
/// <param name="LongestSpanNanos">The duration of the longest span; spans that end before they start count as
/// 0.</param>
/// <param name="Errors">Number of spans with the status error.</param>
public readonly record struct TraceMeasure(
    ulong StartUnixNanos, ulong EndUnixNanos, ulong LongestSpanNanos, int Errors)
{
    /// <summary>From the first start to the last end. A span that ends before it starts counts as one of no
    /// length.</summary>
    public ulong DurationNanos => EndUnixNanos > StartUnixNanos ? EndUnixNanos - StartUnixNanos : 0;

    public static TraceMeasure Of(ReadOnlySpan<RawSpan> spans)
    {
        if (spans.IsEmpty) return default;
        ulong start = ulong.MaxValue, end = 0, longest = 0;
        var errors = 0;
        foreach (ref readonly var span in spans)
        {
            start = Math.Min(start, span.StartUnixNanos);
            end = Math.Max(end, Math.Max(span.StartUnixNanos, span.EndUnixNanos));
            if (span.EndUnixNanos > span.StartUnixNanos)
                longest = Math.Max(longest, span.EndUnixNanos - span.StartUnixNanos);
            if (span.Has(RawSpanFacts.Error)) errors++;
        }
        return new TraceMeasure(start, end, longest, errors);
    }

    /// <summary>Finds the span that stands for the whole trace: the earliest root, or the earliest span where no root
    /// is here.</summary>
    /// <returns>Its index; -1 without spans.</returns>
    public static int RootOf(ReadOnlySpan<RawSpan> spans)
    {
        var root = -1;
        for (var i = 0; i < spans.Length; i++)
            if (root < 0 || IsBetterRoot(spans[i], spans[root]))
                root = i;
        return root;
    }

    private static bool IsBetterRoot(in RawSpan one, in RawSpan best) =>
        one.IsRoot != best.IsRoot ? one.IsRoot : one.StartUnixNanos < best.StartUnixNanos;
}
