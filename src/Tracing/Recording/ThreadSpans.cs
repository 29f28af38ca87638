using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>The finished spans of one thread in a <see cref="FinishedSpanBuffer"/>: a linked list of pages, in
/// order.</summary>
/// <remarks>
/// The owning thread writes to the last page; the buffer's one reader reads from the first. Neither waits for the
/// other, and no step is interlocked: the writer publishes <c>_added</c>, the reader publishes <c>_taken</c>. Both
/// count records since this object was made.
/// </remarks>
internal sealed class ThreadSpans
{
    /// <summary>The value of <see cref="Oldest"/> when no record waits.</summary>
    public const ulong Nothing = ulong.MaxValue;

    private readonly FreePages _free;
    private readonly int _mask;

    // Written by the owning thread.
    private SpanPage _writing;
    private long _added;

    // Written by the reader. _end is the count of records up to the end of the page that it reads.
    private SpanPage _reading;
    private long _end;
    private long _taken;

    public ThreadSpans(FreePages free, Thread owner)
    {
        _free = free;
        _mask = free.PageLength - 1;
        Owner = owner;
        // An empty page to which the first real one is linked.
        _writing = _reading = new SpanPage(0);
    }

    public Thread Owner { get; }

    /// <summary>The number of records that wait; an estimate on threads other than the reader's.</summary>
    public int Count
    {
        get
        {
            // _taken is read first. _added is never behind it, so the difference is never negative.
            var taken = Volatile.Read(ref _taken);
            return (int)(Volatile.Read(ref _added) - taken);
        }
    }

    /// <summary>The end time of the oldest record that waits, or <see cref="Nothing"/>. For the reader only.</summary>
    public ulong Oldest => Count == 0 ? Nothing : EndOf(Reading().Records[(int)_taken & _mask]);

    /// <summary>True when the pages come from this pool, so that the spans go into its buffer.</summary>
    public bool Uses(FreePages free) => ReferenceEquals(free, _free);

    /// <summary>Adds the record of a span that has ended. For the owning thread only.</summary>
    /// <param name="isPageFull">True when this record filled a page, so that the reporter may have to be woken.</param>
    /// <returns>False when no free page is left.</returns>
    public bool TryAdd(Span span, SpanBody body, out bool isPageFull)
    {
        var added = _added;
        var at = (int)added & _mask;
        isPageFull = at == _mask;
        var page = at == 0 ? BeginPage() : _writing;
        if (page is null) return isPageFull = false;
        page.Records[at].Fill(span, body);
        // Volatile: the record must be visible before the count that announces it.
        Volatile.Write(ref _added, added + 1);
        return true;
    }

    /// <summary>Moves records out of one page, oldest first. For the reader only, when at least one waits.</summary>
    /// <param name="until">Records that ended later than this stay.</param>
    /// <param name="isPageEmpty">True when the page was full and nothing is left on it.</param>
    public int Drain(Span<FinishedSpan> to, ulong until, out bool isPageEmpty)
    {
        Debug.Assert(Count > 0, "the reader drains only where a record waits");
        var page = Reading();
        var most = Math.Min(Math.Min(Count, (int)(_end - _taken)), to.Length);
        var run = page.Records.AsSpan((int)_taken & _mask, most);
        if (until != Nothing) run = run[..CountUntil(until, run)];
        run.CopyTo(to);
        // Cleared, so that nothing that was drained is kept alive; FinishedSpan.Fill relies on it too.
        run.Clear();
        Volatile.Write(ref _taken, _taken + run.Length);
        isPageEmpty = _taken == _end;
        return run.Length;
    }

    /// <summary>Gives back the page that an ended thread had begun. For the reader only, when no record
    /// waits.</summary>
    public void ReturnLastPage() => _free.Return(_reading);

    private static int CountUntil(ulong until, ReadOnlySpan<FinishedSpan> run)
    {
        var count = 0;
        while (count < run.Length && EndOf(run[count]) <= until) count++;
        return count;
    }

    private static ulong EndOf(in FinishedSpan record) => Math.Min(record.EndUnixNanos, Nothing - 1);

    // The page with the oldest record. When the page before it is read to its end, that one is given back: the writer
    // has left it too, because it is linked to the next one.
    private SpanPage Reading()
    {
        if (_taken != _end || Volatile.Read(ref _reading.Next) is not { } next) return _reading;
        var emptied = _reading;
        _reading = next;
        _end += _mask + 1;
        _free.Return(emptied);
        return next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SpanPage? BeginPage()
    {
        if (_free.Rent() is not { } next) return null;
        var full = _writing;
        _writing = next;
        Volatile.Write(ref full.Next, next);
        return next;
    }
}
