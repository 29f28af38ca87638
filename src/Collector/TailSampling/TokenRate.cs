namespace Tracing.TailSampling;

/// <summary>A token bucket that holds the tokens of one second (at least one) and fills evenly. Its state is one
/// number, which the caller keeps.</summary>
/// <remarks>In any t seconds it gives at most rate × (t + 1) tokens, or rate × t + 1 for a rate below one.</remarks>
internal readonly record struct TokenRate
{
    public const double Least = 0.0001;
    public const double Most = 1_000_000;

    private readonly long _ticksPerToken;
    private readonly long _burstTicks;

    public TokenRate(double perSecond)
    {
        // Rounded up, so that the rate is never exceeded.
        _ticksPerToken = (long)Math.Ceiling(TimeSpan.TicksPerSecond / perSecond);
        _burstTicks = Math.Max(TimeSpan.TicksPerSecond, _ticksPerToken);
    }

    /// <summary>Removes a token if there is one.</summary>
    /// <param name="fullAtTicks">The time at which the bucket will be full again; 0 at first.</param>
    public bool TryAcquire(ref long fullAtTicks, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        // After the clock is set back, the bucket must not stay empty until the clock has caught up.
        var before = Math.Clamp(fullAtTicks, ticks, ticks + _burstTicks);
        if (before + _ticksPerToken - ticks > _burstTicks)
        {
            fullAtTicks = before;
            return false;
        }
        fullAtTicks = before + _ticksPerToken;
        return true;
    }
}
