namespace Tracing;

/// <summary>A clock that stands still until a test moves it; wall and monotonic time move apart when told to.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _monotonicNanos = 1_000_000;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => 1_000_000_000;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _monotonicNanos;

    public void Advance(TimeSpan by)
    {
        _monotonicNanos += by.Ticks * 100;
        _now += by;
    }

    /// <summary>Sets the wall clock, as an operator or NTP does.</summary>
    public void SetWall(DateTimeOffset now) => _now = now;
}
