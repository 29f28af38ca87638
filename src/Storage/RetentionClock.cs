namespace Tracing.Storage;

/// <summary>The time by which stored traces become too old. It follows the wall clock slowly when that jumps forward,
/// so that a wrong time does not delete everything at once.</summary>
/// <remarks>One owner. See the RATIONALE of Sqlite, "Which time does retention go by?".</remarks>
/// <param name="newest">The time of the newest stored trace; null: there is none.</param>
internal sealed class RetentionClock(TimeProvider time, DateTimeOffset? newest = null)
{
    /// <summary>The most seconds by which it goes on in a second: a day in an hour.</summary>
    private const int CatchUp = 24;

    private DateTimeOffset _now = newest ?? time.GetUtcNow();
    private long _at = time.GetTimestamp();

    /// <summary>The time for retention, never later than the wall clock.</summary>
    public DateTimeOffset Now()
    {
        var (wall, at) = (time.GetUtcNow(), time.GetTimestamp());
        var most = _now + (time.GetElapsedTime(_at, at) * CatchUp);
        _at = at;
        return _now = most < wall ? most : wall;
    }
}
