namespace Tracing.Keeping;

/// <summary>A store's counts.</summary>
/// <param name="Bytes">Bytes that it uses, in memory or on disk.</param>
/// <param name="Evicted">Traces removed since it was opened, because of their age or the size limit.</param>
/// <param name="Damaged">Stored traces that cannot be read, because their bytes on disk are damaged.</param>
public readonly record struct StoreCounts(long Traces, long Bytes, long Evicted, long Damaged = 0);
