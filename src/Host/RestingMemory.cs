namespace Tracing.Hosting;

/// <summary>Gives memory back to the system when a host has come to rest after work.</summary>
/// <remarks>.NET looks for unused objects while others are allocated. At rest nothing is, so a host would keep what its
/// last burst needed for as long as it rests. One owner. See RATIONALE "How much memory does a host take?".</remarks>
internal sealed class RestingMemory : IDisposable
{
    /// <summary>Bytes allocated since the last release that make another one worth its time.</summary>
    public const long MuchBytes = 64 << 20;

    /// <summary>The most bytes that a host at rest allocates between two looks.</summary>
    public const long LittleBytes = 8 << 20;

    private static readonly TimeSpan _between = TimeSpan.FromSeconds(5);

    private readonly Func<long> _allocated;
    private readonly Action _release;
    private readonly ITimer _timer;
    private long _last;
    private long _atRelease;

    /// <param name="allocated">Bytes that were ever allocated; null: of this process.</param>
    /// <param name="release">Gives memory back; null: collects all generations.</param>
    public RestingMemory(TimeProvider time, Func<long>? allocated = null, Action? release = null)
    {
        _allocated = allocated ?? (static () => GC.GetTotalAllocatedBytes());
        _release = release ?? (static () =>
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));
        _last = _atRelease = _allocated();
        _timer = time.CreateTimer(_ => Look(), null, _between, _between);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Called now and then, never twice at once.</summary>
    internal void Look()
    {
        var now = _allocated();
        var isAtRest = now - _last < LittleBytes;
        _last = now;
        if (!isAtRest || now - _atRelease < MuchBytes) return;
        _atRelease = now;
        _release();
    }
}
