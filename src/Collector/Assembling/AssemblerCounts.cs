namespace Tracing.Assembling;

/// <summary>What an assembler has done so far. Every span that came in is closed, a duplicate, late to a dropped trace,
/// truncated, or open.</summary>
/// <param name="LateSpans">That joined a trace which had been kept.</param>
/// <param name="LateDropped">That came for a trace which had been dropped, and followed it; repeats are not told
/// apart.</param>
/// <param name="Truncated">Spans that came for a trace which took no more.</param>
/// <param name="Dropped">Traces that were closed and not kept.</param>
public readonly record struct AssemblerCounts(
    long SpansIn, long Duplicates, long Conflicts, long LateSpans, long Exact, long Settled, long Partial, long Revisions,
    long LateDropped = 0, long Dropped = 0, long Truncated = 0)
{
    public AssemblerCounts Plus(in AssemblerCounts other) => new(
        SpansIn + other.SpansIn, Duplicates + other.Duplicates, Conflicts + other.Conflicts, LateSpans + other.LateSpans,
        Exact + other.Exact, Settled + other.Settled, Partial + other.Partial, Revisions + other.Revisions,
        LateDropped + other.LateDropped, Dropped + other.Dropped, Truncated + other.Truncated);
}
