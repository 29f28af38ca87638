namespace Tracing.Assembling;

/// <summary>What an assembler has done so far. Every span that came in is in exactly one of kept, duplicate or still open.</summary>
public readonly record struct AssemblerCounts(
    long SpansIn, long Duplicates, long Conflicts, long LateSpans, long Exact, long Settled, long Partial, long Revisions);
