namespace Tracing.Hosting.Page;

/// <summary>
/// How many traces one page is told of: a page that showed thousands a second would show nobody anything.
/// </summary>
/// <remarks>One owner. A fixed window of a second.</remarks>
internal sealed class LivePace(TimeProvider time, int maxPerSecond)
{
    private long _windowStart = time.GetTimestamp();
    private int _inWindow;
    private int _skipped;

    /// <summary>False: leave this one out.</summary>
    public bool Admits()
    {
        if (time.GetElapsedTime(_windowStart) >= TimeSpan.FromSeconds(1))
        {
            _windowStart = time.GetTimestamp();
            _inWindow = 0;
        }
        if (_inWindow < maxPerSecond)
        {
            _inWindow++;
            return true;
        }
        _skipped++;
        return false;
    }

    /// <summary>Number of traces left out since the last call.</summary>
    public int TakeSkipped()
    {
        var skipped = _skipped;
        _skipped = 0;
        return skipped;
    }
}
