namespace Tracing.Sampling;

/// <summary>Keeps at most so many traces a second, however many start; what comes in a burst is kept first.</summary>
/// <remarks>
/// A bucket that holds one second's traces (at least one) and fills evenly: in any stretch of t seconds, at most rate
/// × (t + 1) traces, or rate × t + 1 below one a second. Lock-free. Not consistent between nodes: put it under a
/// <see cref="ParentBasedSampler"/>.
/// </remarks>
public sealed class RateLimitedSampler : ISampler
{
    private const long NanosPerSecond = 1_000_000_000;

    private readonly TraceClock _clock;
    private readonly ArrivalRate _arrivals;
    private readonly double _tracesPerSecond;
    private readonly long _nanosPerTrace;
    private readonly long _burstNanos;

    // When the bucket will be full again. One word says how full it is now, so one exchange takes a trace out of it.
    private long _fullAtNanos;

    /// <param name="tracesPerSecond">0.0001 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside of that, or not a number.</exception>
    public RateLimitedSampler(double tracesPerSecond, TimeProvider? time = null)
    {
        if (tracesPerSecond is not (>= 0.0001 and <= 1_000_000))
            throw new ArgumentOutOfRangeException(
                nameof(tracesPerSecond), tracesPerSecond, "must be from 0.0001 to 1000000");
        _clock = new TraceClock(time ?? TimeProvider.System);
        _tracesPerSecond = tracesPerSecond;
        // Rounded up: the limit may be missed by a hair below, never above.
        _nanosPerTrace = (long)Math.Ceiling(NanosPerSecond / tracesPerSecond);
        _burstNanos = Math.Max(NanosPerSecond, _nanosPerTrace);
        var now = _clock.MonotonicNanos();
        _fullAtNanos = now;
        _arrivals = new ArrivalRate(now);
    }

    /// <remarks>The probability is the limit over the last second's arrivals; 1 before there was one.</remarks>
    public SamplingDecision Decide(in SamplingRequest request)
    {
        var now = _clock.MonotonicNanos();
        var perSecond = _arrivals.Count(now);
        var probability = perSecond <= _tracesPerSecond ? 1 : _tracesPerSecond / perSecond;
        return Take(now)
            ? new SamplingDecision(true, probability, "within the rate")
            : new SamplingDecision(false, probability, "over the rate");
    }

    private bool Take(long now)
    {
        while (true)
        {
            var before = Volatile.Read(ref _fullAtNanos);
            var after = Math.Max(before, now) + _nanosPerTrace;
            if (after - now > _burstNanos) return false;
            if (Interlocked.CompareExchange(ref _fullAtNanos, after, before) == before) return true;
        }
    }
}
