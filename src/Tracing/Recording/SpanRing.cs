using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>The bounded queue between the threads that finish spans and the one reporter that drains them.</summary>
/// <remarks>
/// Records lie on sheets that go around: a thread takes an empty one and fills it alone, the reader takes what is on it,
/// and the last that was emptied is the next to be filled (RATIONALE "Why does each thread fill a sheet of its own?"). A
/// full ring refuses; it never blocks and never overwrites. Nothing is allocated once there are as many sheets as it
/// needs.
/// </remarks>
internal sealed class SpanRing
{
    private const int MaxSheetLength = 64;

    /// <summary>Of a small ring a sheet is a small part, so that a few threads do not share it out among them.</summary>
    private const int MinSheets = 32;

    /// <summary>The reporter is woken when a sheet is full: that is exact to a part of what it waits for.</summary>
    private const int SheetsAWake = 8;

    private readonly SheetStack _sheets;
    private readonly Lock _joining = new();
    private SpanLane[] _lanes = [];

    // Sheets that are full and not taken yet.
    private int _full;

    // Of the reader: when the oldest record of each lane ended.
    private ulong[] _oldest = [];

    /// <param name="capacity">Spans, at least 1; on sheets that threads have begun there may be room that others cannot
    /// use.</param>
    /// <param name="wakeAt">How many are to be told from fewer by <see cref="CountOnFull"/>.</param>
    public SpanRing(int capacity, int wakeAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _sheets = new SheetStack(
            capacity, Math.Clamp(Math.Min(capacity / MinSheets, wakeAt / SheetsAWake), 1, MaxSheetLength));
    }

    public int SheetLength => _sheets.SheetLength;

    /// <summary>How many spans wait; a moment's estimate while others write.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var lane in Volatile.Read(ref _lanes)) count += lane.Count;
            return count;
        }
    }

    /// <summary>How many of them are on full sheets, at least.</summary>
    public int CountOnFull => Volatile.Read(ref _full) * SheetLength;

    /// <summary>Takes the record of a span that has ended.</summary>
    /// <param name="here">Of this thread.</param>
    /// <param name="isMore">There are more on full sheets than before.</param>
    public bool TryAdd(Span span, SpanBody body, ThreadFlow here, out bool isMore)
    {
        var lane = here.Lane is { } known && known.IsOf(_sheets) ? known : LaneOf(here);
        var isAdded = lane.TryAdd(span, body, out isMore);
        if (isMore) Interlocked.Increment(ref _full);
        return isAdded;
    }

    /// <summary>Moves up to <paramref name="to"/>.Length spans out, oldest first. One caller at a time.</summary>
    public int Drain(Span<FinishedSpan> to)
    {
        var lanes = Volatile.Read(ref _lanes);
        if (_oldest.Length < lanes.Length) _oldest = new ulong[lanes.Length];
        for (var i = 0; i < lanes.Length; i++) _oldest[i] = OldestOf(lanes[i]);
        var taken = 0;
        while (taken < to.Length)
        {
            var (first, others) = Oldest(_oldest.AsSpan(0, lanes.Length));
            if (first < 0) break;
            taken += lanes[first].Drain(to[taken..], others, out var isSheetEmpty);
            if (isSheetEmpty) Interlocked.Decrement(ref _full);
            _oldest[first] = lanes[first].Oldest;
        }
        return taken;
    }

    // Its thread has had another ring's since, or none yet.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SpanLane LaneOf(ThreadFlow here)
    {
        lock (_joining)
        {
            var lane = Array.Find(_lanes, lane => ReferenceEquals(lane.Owner, here.Thread));
            if (lane is null)
            {
                lane = new SpanLane(_sheets, here.Thread);
                Volatile.Write(ref _lanes, [.. _lanes, lane]);
            }
            return here.Lane = lane;
        }
    }

    private ulong OldestOf(SpanLane lane)
    {
        // Asked first: what an ended thread left is all there is.
        var isAlive = lane.Owner.IsAlive;
        var oldest = lane.Oldest;
        if (!isAlive && oldest == SpanLane.Nothing) Remove(lane);
        return oldest;
    }

    // Whose record is the oldest, and how old the oldest of the others is.
    private static (int First, ulong Others) Oldest(ReadOnlySpan<ulong> ends)
    {
        var (first, oldest, others) = (-1, SpanLane.Nothing, SpanLane.Nothing);
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] < oldest) (first, oldest, others) = (i, ends[i], oldest);
            else if (ends[i] < others) others = ends[i];
        }
        return (first, others);
    }

    // Its thread has ended, and all that it left is taken.
    private void Remove(SpanLane lane)
    {
        lane.Abandon();
        lock (_joining) Volatile.Write(ref _lanes, [.. _lanes.Where(other => !ReferenceEquals(other, lane))]);
    }
}
