namespace Tracing.Sampling;

/// <summary>An estimate of the number of calls in the last full second, counted without locks.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ArrivalRate(long startNanos)
{
    private const long NanosPerSecond = 1_000_000_000;

    private long _secondStartedNanos = startNanos;
    private long _inThisSecond;
    private double _lastPerSecond;

    /// <summary>Counts one call, and returns the rate in the second before this one; zero in the first
    /// second.</summary>
    public double Count(long nowNanos)
    {
        var started = Volatile.Read(ref _secondStartedNanos);
        var passed = nowNanos - started;
        // One thread closes the second. Calls that others count at that moment fall into either second.
        if (passed >= NanosPerSecond
            && Interlocked.CompareExchange(ref _secondStartedNanos, nowNanos, started) == started)
        {
            var count = Interlocked.Exchange(ref _inThisSecond, 0);
            Volatile.Write(ref _lastPerSecond, count * (double)NanosPerSecond / passed);
        }
        Interlocked.Increment(ref _inThisSecond);
        return Volatile.Read(ref _lastPerSecond);
    }
}
