using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Collecting;

/// <summary>A clock for deadlines: it begins with the wall clock's time and then follows the monotonic clock, so that
/// setting the machine's time neither delays nor hastens anything.</summary>
/// <remarks>Any thread.</remarks>
public sealed class SteadyClock
{
    /// <summary>A smaller difference between the clocks is not worth a correction.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startWall;
    private readonly long _start;

    public SteadyClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_time, _startWall, _start) = (time, time.GetUtcNow(), time.GetTimestamp());
    }

    public DateTimeOffset Now => _startWall + _time.GetElapsedTime(_start);

    /// <summary>Moves the times at which traces closed from this clock to the wall clock, which is what is shown and
    /// what a store measures the age of traces with.</summary>
    public ImmutableArray<ClosedTrace> OnWallClock(ImmutableArray<ClosedTrace> closed)
    {
        if (closed.IsEmpty) return closed;
        var difference = _time.GetUtcNow() - Now;
        return difference.Duration() < _tolerance
            ? closed
            : [.. closed.Select(trace => trace with { ClosedAt = trace.ClosedAt + difference })];
    }
}
