using System.Diagnostics;

namespace Tracing;

/// <summary>Nanoseconds since the Unix epoch that never run backwards within a span.</summary>
/// <remarks>
/// A span reads the monotonic clock at its start and at its end. The wall clock only supplies the offset between the
/// two clocks, so setting the machine's time cannot give a span a negative duration. Any thread may read;
/// <see cref="Align"/> has one caller. See RATIONALE "Why does a span read the monotonic clock?".
/// </remarks>
public sealed class TraceClock
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerTick = 100;
    private const int MaxTries = 5;
    private const long GoodEnoughNanos = 1_000;

    private readonly TimeProvider _time;
    private readonly long _frequency;
    private readonly bool _isSystemClock;
    private long _offsetNanos;

    public TraceClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _isSystemClock = ReferenceEquals(time, TimeProvider.System);
        _frequency = time.TimestampFrequency;
        Align();
    }

    /// <summary>Measures the offset to the wall clock again, for spans that start from now on.</summary>
    /// <remarks>A thread that is interrupted between the two readings measures a wrong offset. So it tries several
    /// times, and the try with the shortest pause between the readings counts.</remarks>
    public void Align()
    {
        var (shortest, offset) = (long.MaxValue, 0L);
        for (var i = 0; i < MaxTries && shortest > GoodEnoughNanos; i++)
        {
            var before = MonotonicNanos();
            var wallNanos = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosPerTick;
            var pause = MonotonicNanos() - before;
            if (pause < shortest) (shortest, offset) = (pause, wallNanos - before - pause / 2);
        }
        Volatile.Write(ref _offsetNanos, offset);
    }

    /// <summary>Nanoseconds on a clock that only goes forward; its zero has no meaning.</summary>
    public long MonotonicNanos()
    {
        // On Linux the JIT knows the frequency, and this method becomes a single call.
        if (_isSystemClock && Stopwatch.Frequency == NanosPerSecond) return Stopwatch.GetTimestamp();
        var stamp = _time.GetTimestamp();
        if (_frequency == NanosPerSecond) return stamp;
        // In two parts, because stamp × 10⁹ overflows after minutes on a clock of 100 MHz.
        var (seconds, rest) = Math.DivRem(stamp, _frequency);
        return seconds * NanosPerSecond + rest * NanosPerSecond / _frequency;
    }

    /// <summary>The wall clock, for times that are shown. It may be set back; measure time-outs with
    /// <see cref="MonotonicNanos"/>.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    public ulong ToUnixNanos(long monotonicNanos) => (ulong)(monotonicNanos + Volatile.Read(ref _offsetNanos));
}
