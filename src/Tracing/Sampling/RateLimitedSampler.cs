namespace Tracing.Sampling;

/// <summary>Keeps at most a given number of traces a second. The first traces of a burst are kept.</summary>
/// <remarks>
/// A token bucket that holds the traces of one second (at least one) and fills evenly. In any t seconds it keeps at
/// most rate × (t + 1) traces, or rate × t + 1 when the rate is below one a second. Lock-free; any thread. Nodes decide
/// independently, so use it within a <see cref="ParentBasedSampler"/>.
/// </remarks>
public sealed class RateLimitedSampler : ISampler
{
    private const long NanosPerSecond = 1_000_000_000;

    private readonly TraceClock _clock;
    private readonly ArrivalRate _arrivals;
    private readonly double _tracesPerSecond;
    private readonly long _nanosPerTrace;
    private readonly long _burstNanos;

    // The time at which the bucket will be full again (RATIONALE "Why is the limit of a rate one number?").
    private long _fullAtNanos;

    /// <param name="tracesPerSecond">0.0001 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside of that range, or not a number.</exception>
    public RateLimitedSampler(double tracesPerSecond, TimeProvider? time = null)
    {
        if (tracesPerSecond is not (>= 0.0001 and <= 1_000_000))
            throw new ArgumentOutOfRangeException(
                nameof(tracesPerSecond), tracesPerSecond, "must be from 0.0001 to 1000000");
        _clock = new TraceClock(time ?? TimeProvider.System);
        _tracesPerSecond = tracesPerSecond;
        // Rounded up, so that the limit is never exceeded.
        _nanosPerTrace = (long)Math.Ceiling(NanosPerSecond / tracesPerSecond);
        _burstNanos = Math.Max(NanosPerSecond, _nanosPerTrace);
        var now = _clock.MonotonicNanos();
        _fullAtNanos = now;
        _arrivals = new ArrivalRate(now);
    }

    /// <remarks>The probability is the limit divided by the arrivals of the last second; 1 in the first
    /// second.</remarks>
    public SamplingDecision Decide(in SamplingRequest request)
    {
        var now = _clock.MonotonicNanos();
        var perSecond = _arrivals.Count(now);
        var probability = perSecond <= _tracesPerSecond ? 1 : _tracesPerSecond / perSecond;
        return TryTake(now)
            ? new SamplingDecision(true, probability, "within the rate")
            : new SamplingDecision(false, probability, "over the rate");
    }

    private bool TryTake(long now)
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
