namespace Tracing.Assembling;

/// <summary>Which traces to look at when: one wheel for all of them, no timer per trace. One owner.</summary>
/// <remarks>
/// Putting in is O(1). A turn takes out what is due; what is due a whole round later stays in its place. A trace that
/// closed
/// meanwhile is noticed by whoever gets its id: cheaper than taking it out.
/// </remarks>
internal sealed class DueWheel
{
    private const int Slots = 2048;
    private static readonly long _slotTicks = TimeSpan.FromMilliseconds(50).Ticks;

    private readonly List<(TraceId Id, long Due)>?[] _slots = new List<(TraceId, long)>?[Slots];
    private long _turnedTo = long.MinValue;

    public void Add(TraceId id, DateTimeOffset due)
    {
        // What is overdue already goes where the next turn begins.
        var slot = Math.Max(due.UtcTicks / _slotTicks, _turnedTo);
        (_slots[(int)(slot % Slots)] ??= []).Add((id, due.UtcTicks));
    }

    /// <summary>Moves what is due by now to the given list, in the order of its slots.</summary>
    /// <remarks>A clock that is set back is waited for; one that jumps ahead costs one round at most.</remarks>
    public void Turn(DateTimeOffset now, List<TraceId> due)
    {
        var to = now.UtcTicks / _slotTicks;
        if (to < _turnedTo) return;
        var from = Math.Max(_turnedTo, to - Slots + 1);
        _turnedTo = to;
        for (var slot = from; slot <= to; slot++)
            if (_slots[(int)(slot % Slots)] is { Count: > 0 } entries)
                Take(entries, now.UtcTicks, due);
    }

    private static void Take(List<(TraceId Id, long Due)> entries, long now, List<TraceId> due)
    {
        var kept = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Due <= now) due.Add(entries[i].Id);
            else entries[kept++] = entries[i];
        }
        entries.RemoveRange(kept, entries.Count - kept);
        // A burst must not leave its room behind in every slot that it passed.
        if (entries.Capacity > 1024 && kept < entries.Capacity / 4) entries.Capacity = kept;
    }
}
