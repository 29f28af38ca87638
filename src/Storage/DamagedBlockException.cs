namespace Tracing.Storage;

/// <summary>One block of a store is not as it was written; the rest of the store can be read.</summary>
public sealed class DamagedBlockException(long first, string problem, Exception? cause = null)
    : Exception(problem, cause)
{
    /// <summary>The sequence number of the block's first entry, which identifies the block.</summary>
    public long First { get; } = first;
}
