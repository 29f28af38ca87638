namespace Tracing.Assembling;

/// <summary>A timing wheel that says which traces to look at when; no trace needs a timer of its own. One
/// owner.</summary>
/// <remarks>
/// Adding is O(1). A turn removes the due entries; an entry that is due a round or more later stays in its slot.
/// Entries of traces that closed meanwhile are not removed, because that would cost more than the caller's look-up.
/// </remarks>
internal sealed class DueWheel
{
    private const int Slots = 2048;
    private static readonly long _slotTicks = TimeSpan.FromMilliseconds(50).Ticks;

    private readonly List<(TraceId Id, long Due)>?[] _slots = new List<(TraceId, long)>?[Slots];
    private long _turnedTo = long.MinValue;

    public void Add(TraceId id, DateTimeOffset due)
    {
        // An entry that is overdue already goes into the slot at which the next turn begins.
        var slot = Math.Max(due.UtcTicks / _slotTicks, _turnedTo);
        (_slots[(int)(slot % Slots)] ??= []).Add((id, due.UtcTicks));
    }

    /// <summary>Moves the due entries to the given list, in the order of their slots.</summary>
    /// <remarks>After the clock is set back, nothing is due until it has caught up. A jump ahead costs one round at
    /// most.</remarks>
    public void Turn(DateTimeOffset now, List<TraceId> due)
    {
        var to = now.UtcTicks / _slotTicks;
        if (to < _turnedTo) return;
        var from = Math.Max(_turnedTo, to - Slots + 1);
        _turnedTo = to;
        for (var slot = from; slot <= to; slot++)
        {
            ref var entries = ref _slots[(int)(slot % Slots)];
            if (entries is null) continue;
            MoveDue(entries, now.UtcTicks, due);
            // An empty list would keep its room in each of the slots until their next turn.
            if (entries.Count == 0) entries = null;
        }
    }

    private static void MoveDue(List<(TraceId Id, long Due)> entries, long now, List<TraceId> due)
    {
        var kept = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Due <= now) due.Add(entries[i].Id);
            else entries[kept++] = entries[i];
        }
        entries.RemoveRange(kept, entries.Count - kept);
        // A burst must not leave large arrays behind in all the slots that it used.
        if (entries.Capacity > 1024 && kept < entries.Capacity / 4) entries.Capacity = kept;
    }
}
