namespace Tracing.Simulation;

/// <summary>A machine's clock: wrong by an offset, running fast or slow, and set now and then.</summary>
internal sealed class SkewedClock(VirtualTime time, Dice dice, bool isSkewed)
{
    private readonly int _driftPercent = isSkewed ? dice.Between(-5, 5) : 0;
    private TimeSpan _offset = isSkewed ? dice.Millis(-3_600_000, 3_600_000) : TimeSpan.Zero;

    public DateTimeOffset Now => Some.Time + _offset + time.Passed * (1 + _driftPercent / 100.0);

    /// <summary>Sets the clock, as NTP does.</summary>
    public void Step(TimeSpan by) => _offset += by;
}
