namespace Tracing.Actors.Reporting;

public sealed class ReportTimerTests : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    private readonly SpanRecorder _recorder = new();
    private readonly HandTimer _time = new();
    private readonly ReportTimer _timer;
    private int _reports;

    public ReportTimerTests()
    {
        _timer = new ReportTimer(_recorder, _interval, () => _recorder.Waiting > 0, () => _reports++, _time);
    }

    public void Dispose() => _timer.Dispose();

    [Fact]
    public void It_rests_after_twenty_intervals_without_a_span_and_then_looks_once_in_a_hundred()
    {
        Assert.Equal(_interval, _time.Interval);
        for (var i = 0; i < 19; i++) _time.Fire();
        Assert.Equal(0, _reports);
        _time.Fire();
        Assert.Equal(1, _reports);
        Assert.Equal(100 * _interval, _time.Interval);
        _time.Fire();
        Assert.Equal(2, _reports);
        Assert.Equal(100 * _interval, _time.Interval);
    }

    [Fact]
    public void The_next_span_ends_the_rest_and_is_reported_an_interval_later()
    {
        for (var i = 0; i < 20; i++) _time.Fire();
        End();
        Assert.Equal(_interval, _time.Interval);
        Assert.Equal(1, _reports);
        _time.Fire();
        Assert.Equal(2, _reports);
    }

    [Fact]
    public void Spans_within_the_twenty_intervals_begin_them_anew()
    {
        for (var i = 0; i < 19; i++) _time.Fire();
        End();
        _time.Fire();
        Assert.Equal(1, _recorder.Drain(new FinishedSpan[4]));
        for (var i = 0; i < 19; i++) _time.Fire();
        Assert.Equal(_interval, _time.Interval);
        _time.Fire();
        Assert.Equal(100 * _interval, _time.Interval);
    }

    [Fact]
    public void A_recorder_that_was_stopped_at_rest_stays_stopped()
    {
        for (var i = 0; i < 20; i++) _time.Fire();
        _recorder.Stop();
        End();
        Assert.Equal(0, _recorder.Waiting);
        Assert.Equal(1, _recorder.Drops[DropReason.Stopped]);
    }

    private void End() => _recorder.TracerFor("test").StartRoot("A").End();

    /// <summary>Has one timer, whose time comes when a test says so.</summary>
    private sealed class HandTimer : TimeProvider, ITimer
    {
        private TimerCallback? _callback;

        public TimeSpan Interval { get; private set; }

        public void Fire() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interval = period;
            return true;
        }

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
