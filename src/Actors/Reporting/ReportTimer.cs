namespace Tracing.Actors;

/// <summary>Asks the reporter for a report at each interval. At rest it stops, and the next span starts it
/// again.</summary>
/// <remarks>Any thread. See RATIONALE "Why does the reporter not use a timer of Akka.NET?".</remarks>
internal sealed class ReportTimer : IDisposable
{
    // Intervals with nothing to report after which the timer is at rest: pauses within traffic should not stop it.
    private const int QuietIntervals = 20;

    // At rest a report is still made this often, in intervals, so that losses are told that no report has seen.
    private const int IntervalsAtRest = 100;

    private readonly Lock _lock = new();
    private readonly SpanRecorder _recorder;
    private readonly Func<bool> _hasWork;
    private readonly TimeSpan _interval;
    private readonly Action _report;
    private readonly ITimer _timer;
    private volatile bool _isAtRest;
    private int _quiet;

    /// <param name="hasWork">Tells whether there is something to report. Must be quick, as must
    /// <paramref name="report"/>; both are called by a thread of the pool.</param>
    public ReportTimer(
        SpanRecorder recorder, TimeSpan interval, Func<bool> hasWork, Action report, TimeProvider? time = null)
    {
        (_recorder, _interval, _hasWork, _report) = (recorder, interval, hasWork, report);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = (time ?? TimeProvider.System).CreateTimer(
                _ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        _timer.Change(interval, interval);
    }

    /// <summary>Ends the rest.</summary>
    public void Wake()
    {
        if (!_isAtRest) return;
        lock (_lock)
        {
            if (!_isAtRest) return;
            (_isAtRest, _quiet) = (false, 0);
            _timer.Change(_interval, _interval);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        if (_hasWork())
        {
            _quiet = 0;
            Wake();
        }
        else if (!_isAtRest)
        {
            if (++_quiet < QuietIntervals) return;
            Rest();
        }
        _report();
    }

    private void Rest()
    {
        lock (_lock)
        {
            _isAtRest = true;
            // The first look comes soon: a span may have finished unnoticed while the rest began.
            _timer.Change(_interval, _interval * IntervalsAtRest);
        }
        _recorder.RestUntilNext(Wake);
    }
}
