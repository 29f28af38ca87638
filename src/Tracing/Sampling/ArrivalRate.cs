namespace Tracing.Sampling;

/// <summary>How many calls came in the last full second; an estimate, counted without locks.</summary>
internal sealed class ArrivalRate(long startNanos)
{
    private const long NanosPerSecond = 1_000_000_000;

    private long _secondStartedNanos = startNanos;
    private long _inThisSecond;
    private double _lastPerSecond;

    /// <summary>Counts one call and returns the rate before this second; zero while there is none.</summary>
    public double Count(long nowNanos)
    {
        var started = Volatile.Read(ref _secondStartedNanos);
        var passed = nowNanos - started;
        // One thread closes the second. What others count meanwhile falls on either side of it.
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
