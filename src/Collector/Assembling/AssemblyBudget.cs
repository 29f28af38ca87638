namespace Tracing.Assembling;

/// <summary>A memory budget for open traces, shared by all assemblers of a process. Any thread.</summary>
/// <remarks>
/// An assembler closes traces early when all together use more than three quarters of the budget and it uses more than
/// its own share of that. A large trace may so use room that others leave, and no shard pays for another. If no
/// assembler is over its share, all together are within the budget.
/// </remarks>
/// <param name="maxBytes">The limit for all assemblers together.</param>
/// <param name="shares">The largest possible number of assemblers.</param>
public sealed class AssemblyBudget(long maxBytes, int shares = 1)
{
    private readonly long _shedOver = maxBytes / 4 * 3;
    private long _used;

    /// <summary>Bytes that the open traces of all assemblers use.</summary>
    public long Used => Volatile.Read(ref _used);

    internal void Add(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>True when the calling assembler must close traces early.</summary>
    /// <param name="own">Bytes that it uses itself.</param>
    internal bool IsShort(long own) => Used > _shedOver && own > _shedOver / shares;
}
