namespace Tracing.Keeping;

/// <summary>How full a store is.</summary>
/// <param name="Bytes">What it takes: of memory, or of the disk.</param>
/// <param name="Evicted">Traces that had to go since it was opened, for their age or for want of room.</param>
public readonly record struct StoreCounts(long Traces, long Bytes, long Evicted);
