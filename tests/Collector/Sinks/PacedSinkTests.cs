using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;

namespace Tracing.Sinks;

public class PacedSinkTests
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly Clock _clock = new();
    private readonly Inner _inner = new();
    private readonly PacedSink _sink;

    public PacedSinkTests() => _sink = new PacedSink(_inner, _pause, _clock);

    [Fact]
    public async Task The_first_put_and_one_after_a_rest_begin_at_once()
    {
        await _sink.PutAsync([Trace(1)]);
        _clock.Advance(_pause);
        await _sink.PutAsync([Trace(2)]);
        Assert.Empty(_clock.Waits);
        Assert.Equal([1UL, 2UL], _inner.Ids);
    }

    [Fact]
    public async Task A_put_soon_after_another_waits_for_the_rest_of_the_pause()
    {
        await _sink.PutAsync([Trace(1)]);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await _sink.PutAsync([Trace(2)]);
        await _sink.PutAsync([Trace(3)]);
        Assert.Equal([TimeSpan.FromMilliseconds(30), _pause], _clock.Waits);
        Assert.Equal([1UL, 2UL, 3UL], _inner.Ids);
    }

    [Fact]
    public async Task A_failed_put_fails_for_its_caller_alone()
    {
        _inner.Failure = new IOException("disk full");
        await Assert.ThrowsAsync<IOException>(() => _sink.PutAsync([Trace(1)]).AsTask());
        _inner.Failure = null;
        await _sink.PutAsync([Trace(1)]);
        Assert.Equal([1UL], _inner.Ids);
    }

    private static ClosedTrace Trace(int id) => new(Some.Trace(id), 0, Completeness.Exact, [], 0, Some.Time);

    private sealed class Inner : ITraceSink
    {
        public List<ulong> Ids { get; } = [];

        public IOException? Failure { get; set; }

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            if (Failure is { } failure) return ValueTask.FromException(failure);
            Ids.AddRange(traces.Select(trace => trace.TraceId.Low));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A clock that stands still, but for waits: each is over at once.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimeSpan _now;

        public List<TimeSpan> Waits { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan by) => _now += by;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Waits.Add(dueTime);
                Advance(dueTime);
            }
            return base.CreateTimer(callback, state,
                dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
        }
    }
}
