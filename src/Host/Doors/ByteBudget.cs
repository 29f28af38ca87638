namespace Tracing.Hosting.Doors;

/// <summary>Bound on the bytes that all requests of a door hold together. Any thread.</summary>
internal sealed class ByteBudget(long maxBytes)
{
    private long _taken;

    /// <summary>False: there is no room now; nothing was taken.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= maxBytes) return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
