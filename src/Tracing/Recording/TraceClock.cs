using System.Diagnostics;

namespace Tracing;

/// <summary>Nanoseconds since the Unix epoch that never run backwards within a span.</summary>
/// <remarks>
/// A span reads the monotonic clock twice; the wall clock only supplies the offset between the two, so setting the
/// machine's time cannot give a span a negative duration. Any thread may read; <see cref="Align"/> has one caller.
/// </remarks>
public sealed class TraceClock
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerTick = 100;
    private const int Tries = 5;
    private const long QuickNanos = 1_000;

    private readonly TimeProvider _time;
    private readonly long _frequency;
    private readonly bool _isSystems;
    private long _offsetNanos;

    public TraceClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _isSystems = ReferenceEquals(time, TimeProvider.System);
        _frequency = time.TimestampFrequency;
        Align();
    }

    /// <summary>Adopts the wall clock as it stands, for spans that start from now on.</summary>
    /// <remarks>A thread that is interrupted between its looks at two clocks would take them to differ by that time: of a
    /// few tries the quickest counts.</remarks>
    public void Align()
    {
        var (quickest, offset) = (long.MaxValue, 0L);
        for (var i = 0; i < Tries && quickest > QuickNanos; i++)
        {
            var before = MonotonicNanos();
            var wallNanos = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosPerTick;
            var took = MonotonicNanos() - before;
            if (took < quickest) (quickest, offset) = (took, wallNanos - before - took / 2);
        }
        Volatile.Write(ref _offsetNanos, offset);
    }

    /// <summary>Nanoseconds on a clock that only goes forward; its zero means nothing.</summary>
    public long MonotonicNanos()
    {
        // Known where it is compiled, on Linux: then nothing is left of it but the reading.
        if (_isSystems && Stopwatch.Frequency == NanosPerSecond) return Stopwatch.GetTimestamp();
        var stamp = _time.GetTimestamp();
        if (_frequency == NanosPerSecond) return stamp;
        // Split, because stamp × 10⁹ overflows after minutes on a clock of 100 MHz.
        var (seconds, rest) = Math.DivRem(stamp, _frequency);
        return seconds * NanosPerSecond + rest * NanosPerSecond / _frequency;
    }

    /// <summary>The wall clock, for what is measured in seconds: time-outs, ages.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    public ulong ToUnixNanos(long monotonicNanos) => (ulong)(monotonicNanos + Volatile.Read(ref _offsetNanos));
}
