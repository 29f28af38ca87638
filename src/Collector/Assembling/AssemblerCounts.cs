namespace Tracing.Assembling;

/// <summary>An assembler's counts since its start. Every span that came in is in an open or closed trace, a duplicate,
/// late for a dropped trace, or truncated.</summary>
/// <param name="LateSpans">Late spans that joined a kept trace.</param>
/// <param name="LateDropped">Late spans of a dropped trace, which were dropped too; repeats of its spans are
/// included.</param>
/// <param name="Truncated">Late spans that were left out because their trace has reached its hard limit.</param>
/// <param name="Dropped">Traces that were closed and not kept.</param>
/// <param name="Reconsidered">Traces dropped by default that were opened again because more of them came; each is then
/// closed, and counted, once more.</param>
public readonly record struct AssemblerCounts(
    long SpansIn, long Duplicates, long Conflicts, long LateSpans, long Exact, long Settled, long Partial, long Revisions,
    long LateDropped = 0, long Dropped = 0, long Truncated = 0, long Reconsidered = 0)
{
    public AssemblerCounts Plus(in AssemblerCounts other) => new(
        SpansIn + other.SpansIn, Duplicates + other.Duplicates, Conflicts + other.Conflicts, LateSpans + other.LateSpans,
        Exact + other.Exact, Settled + other.Settled, Partial + other.Partial, Revisions + other.Revisions,
        LateDropped + other.LateDropped, Dropped + other.Dropped, Truncated + other.Truncated,
        Reconsidered + other.Reconsidered);
}
