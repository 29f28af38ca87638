using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>Arrays for the spans of open traces, used again and again: most traces are open for a moment, and an array of
/// each length on the way to the last one would be a third of what assembly allocates.</summary>
/// <remarks>One owner, the assembler. The first array of a trace has room for one span, because eight would be most of
/// the memory of a trace of one span. Long arrays are not kept.</remarks>
internal sealed class SpanArrays
{
    private const int LongestKept = 16;

    /// <summary>Arrays of each length that are kept; less than two megabytes in all.</summary>
    private const int MostKept = 512;

    private readonly Stack<RawSpan[]>[] _kept = [new(), new(), new(), new(), new()];

    public RawSpan[] Take(int length) =>
        length <= LongestKept && _kept[int.Log2(length)].TryPop(out var kept) ? kept : new RawSpan[length];

    /// <summary>Returns an array of twice the length with the same spans, and takes the other one back.</summary>
    public RawSpan[] Grow(RawSpan[] spans)
    {
        var longer = Take(2 * spans.Length);
        spans.CopyTo(longer, 0);
        Return(spans, spans.Length);
        return longer;
    }

    /// <param name="used">Number of spans in it; they are cleared, because they would keep their requests in
    /// memory.</param>
    public void Return(RawSpan[] spans, int used)
    {
        if (spans.Length > LongestKept) return;
        var kept = _kept[int.Log2(spans.Length)];
        if (kept.Count >= MostKept) return;
        Array.Clear(spans, 0, used);
        kept.Push(spans);
    }
}
