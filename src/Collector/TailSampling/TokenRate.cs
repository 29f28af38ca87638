namespace Tracing.TailSampling;

/// <summary>A bucket that holds one second's tokens (at least one) and fills evenly; the state is the caller's, eight
/// bytes.</summary>
/// <remarks>In any stretch of t seconds at most rate × (t + 1) tokens, or rate × t + 1 below one a second.</remarks>
internal readonly record struct TokenRate
{
    public const double Least = 0.0001;
    public const double Most = 1_000_000;

    private readonly long _ticksPerToken;
    private readonly long _burstTicks;

    public TokenRate(double perSecond)
    {
        // Rounded up: the limit may be missed by a hair below, never above.
        _ticksPerToken = (long)Math.Ceiling(TimeSpan.TicksPerSecond / perSecond);
        _burstTicks = Math.Max(TimeSpan.TicksPerSecond, _ticksPerToken);
    }

    /// <param name="fullAtTicks">When the bucket will be full again; 0 at first.</param>
    public bool Take(ref long fullAtTicks, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        // A wall clock that was set back must not shut the bucket until it has caught up: empty is the worst.
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
