namespace Tracing.Assembling;

/// <summary>What open traces may take in memory, shared by all assemblers of a process.</summary>
/// <remarks>
/// Any thread. An assembler sheds when all together are over three quarters of the budget and it has more than its
/// share of that itself: so a large trace has room where the others are small, and no shard pays for another one.
/// When nobody is over his share, all together are not over the whole.
/// </remarks>
/// <param name="maxBytes">For all assemblers together.</param>
/// <param name="shares">How many assemblers there can be.</param>
public sealed class AssemblyBudget(long maxBytes, int shares = 1)
{
    private readonly long _shedOver = maxBytes / 4 * 3;
    private long _used;

    /// <summary>Bytes of open traces in all assemblers.</summary>
    public long Used => Volatile.Read(ref _used);

    internal void Add(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <param name="own">What the asking assembler has open.</param>
    internal bool IsShort(long own) => Used > _shedOver && own > _shedOver / shares;
}
