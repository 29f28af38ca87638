using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>One thread's way into a <see cref="SpanRing"/>: the sheets that it has filled, and the one that it fills.</summary>
/// <remarks>Its thread writes, the ring's one reader takes; neither waits for the other, and nothing is interlocked. Both count
/// from the lane's beginning.</remarks>
internal sealed class SpanLane
{
    /// <summary>Of a lane on which none waits, its oldest record's end.</summary>
    public const ulong Nothing = ulong.MaxValue;

    private readonly SheetStack _sheets;
    private readonly int _mask;

    // The thread's.
    private SpanSheet _writing;
    private long _added;

    // The reader's, with the number at which the sheet that it reads ends.
    private SpanSheet _reading;
    private long _end;
    private long _taken;

    public SpanLane(SheetStack sheets, Thread owner)
    {
        _sheets = sheets;
        _mask = sheets.SheetLength - 1;
        Owner = owner;
        // Only to have a next one.
        _writing = _reading = new SpanSheet(0);
    }

    public Thread Owner { get; }

    /// <summary>Records that wait; a moment's estimate on other threads than the reader's.</summary>
    public int Count
    {
        get
        {
            // In this order: what is taken was added, so the difference is never below zero.
            var taken = Volatile.Read(ref _taken);
            return (int)(Volatile.Read(ref _added) - taken);
        }
    }

    /// <summary>When the oldest record that waits ended; the reader asks.</summary>
    public ulong Oldest => Count == 0 ? Nothing : EndOf(Reading().Places[(int)_taken & _mask]);

    /// <summary>Whether it is of the ring that has these sheets.</summary>
    public bool IsOf(SheetStack sheets) => ReferenceEquals(sheets, _sheets);

    /// <summary>Takes the record of a span that has ended; on the thread whose lane it is.</summary>
    /// <param name="isSheetFull">It was the last of a sheet: so many wait now that somebody may have to hear of it.</param>
    /// <returns>False: the ring has no more room.</returns>
    public bool TryAdd(Span span, SpanBody body, out bool isSheetFull)
    {
        var added = _added;
        var place = (int)added & _mask;
        isSheetFull = place == _mask;
        var sheet = place == 0 ? TurnOver() : _writing;
        if (sheet is null) return isSheetFull = false;
        sheet.Places[place].Take(span, body);
        // The record must be visible before it counts.
        Volatile.Write(ref _added, added + 1);
        return true;
    }

    /// <summary>Moves records out, oldest first, as far as they lie on one sheet; the reader, where there are some.</summary>
    /// <param name="until">None that ended later.</param>
    /// <param name="isSheetEmpty">It was full, and nothing is left on it.</param>
    public int Drain(Span<FinishedSpan> to, ulong until, out bool isSheetEmpty)
    {
        var sheet = Reading();
        var most = Math.Min(Math.Min(Count, (int)(_end - _taken)), to.Length);
        var run = sheet.Places.AsSpan((int)_taken & _mask, most);
        if (until != Nothing) run = run[..CountUntil(until, run)];
        run.CopyTo(to);
        // Nothing is kept alive that has been taken, and a record finds its place as if it were new.
        run.Clear();
        Volatile.Write(ref _taken, _taken + run.Length);
        isSheetEmpty = _taken == _end;
        return run.Length;
    }

    /// <summary>Gives up the sheet that an ended thread had begun; the reader, when all on it is taken.</summary>
    public void Abandon() => _sheets.Return(_reading);

    private static int CountUntil(ulong until, ReadOnlySpan<FinishedSpan> run)
    {
        var count = 0;
        while (count < run.Length && EndOf(run[count]) <= until) count++;
        return count;
    }

    private static ulong EndOf(in FinishedSpan record) => Math.Min(record.EndUnixNanos, Nothing - 1);

    // Where there is a record: the sheet that has it. The one before, which is taken, nobody uses any more.
    private SpanSheet Reading()
    {
        if (_taken != _end || Volatile.Read(ref _reading.Next) is not { } next) return _reading;
        var done = _reading;
        _reading = next;
        _end += _mask + 1;
        _sheets.Return(done);
        return next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SpanSheet? TurnOver()
    {
        if (_sheets.Rent() is not { } next) return null;
        var full = _writing;
        _writing = next;
        Volatile.Write(ref full.Next, next);
        return next;
    }
}
