using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>The bounded queue between the threads that finish spans and the one reporter that drains them.</summary>
/// <remarks>
/// Each thread writes the records of the spans that it finishes into pages of its own (<see cref="ThreadSpans"/>). The
/// one reader reads the pages of all threads, oldest record first, and gives an emptied page back to
/// <see cref="FreePages"/>, from which any thread takes its next one. A full buffer refuses; it never blocks and never
/// overwrites. Once there are enough pages, nothing is allocated. See RATIONALE "Why does each thread fill a page of
/// its own?".
/// </remarks>
internal sealed class FinishedSpanBuffer
{
    private const int MaxPageLength = 64;

    /// <summary>In a small buffer pages are small too (1/32), or a few threads would hold all of them.</summary>
    private const int MinPages = 32;

    /// <summary>Only a full page wakes the reporter; with 8 pages to a wake-up it is at most 1/8 late.</summary>
    private const int PagesPerWake = 8;

    private readonly FreePages _free;
    private readonly Lock _joining = new();
    private ThreadSpans[] _threads = [];

    // Pages that are full and not yet emptied.
    private int _fullPages;

    // Used by the reader only: for each thread, when its oldest waiting record ended.
    private ulong[] _oldest = [];

    /// <param name="capacity">Spans, at least 1. Room on a page that one thread has begun is not available to
    /// others.</param>
    /// <param name="wakeAt"><see cref="CountOnFullPages"/> is exact enough to tell whether at least this many spans
    /// wait.</param>
    public FinishedSpanBuffer(int capacity, int wakeAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _free = new FreePages(
            capacity, Math.Clamp(Math.Min(capacity / MinPages, wakeAt / PagesPerWake), 1, MaxPageLength));
    }

    public int PageLength => _free.PageLength;

    /// <summary>The number of spans that wait; an estimate while other threads write.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var thread in Volatile.Read(ref _threads)) count += thread.Count;
            return count;
        }
    }

    /// <summary>A lower bound of <see cref="Count"/>: the spans on full pages.</summary>
    public int CountOnFullPages => Volatile.Read(ref _fullPages) * PageLength;

    /// <summary>Copies the record of a span that has ended into the buffer; false when the buffer is full.</summary>
    /// <param name="here">The state of the calling thread.</param>
    /// <param name="isPageFull">True when this record filled a page.</param>
    public bool TryAdd(Span span, SpanBody body, ThreadFlow here, out bool isPageFull)
    {
        var thread = here.Spans is { } known && known.Uses(_free) ? known : SpansOf(here);
        var isAdded = thread.TryAdd(span, body, out isPageFull);
        if (isPageFull) Interlocked.Increment(ref _fullPages);
        return isAdded;
    }

    /// <summary>Moves up to <paramref name="to"/>.Length spans out, oldest first. One caller at a time.</summary>
    public int Drain(Span<FinishedSpan> to)
    {
        var threads = Volatile.Read(ref _threads);
        if (_oldest.Length < threads.Length) _oldest = new ulong[threads.Length];
        for (var i = 0; i < threads.Length; i++) _oldest[i] = OldestOf(threads[i]);
        var drained = 0;
        while (drained < to.Length)
        {
            var (first, others) = Oldest(_oldest.AsSpan(0, threads.Length));
            if (first < 0) break;
            drained += threads[first].Drain(to[drained..], others, out var isPageEmpty);
            if (isPageEmpty) Interlocked.Decrement(ref _fullPages);
            _oldest[first] = threads[first].Oldest;
        }
        Debug.Assert(Volatile.Read(ref _fullPages) >= -threads.Length, "each emptied page was counted as full");
        return drained;
    }

    // For a thread that writes to this buffer for the first time, or wrote to another one in between.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ThreadSpans SpansOf(ThreadFlow here)
    {
        lock (_joining)
        {
            var spans = Array.Find(_threads, thread => ReferenceEquals(thread.Owner, here.Thread));
            if (spans is null)
            {
                spans = new ThreadSpans(_free, here.Thread);
                Volatile.Write(ref _threads, [.. _threads, spans]);
            }
            return here.Spans = spans;
        }
    }

    private ulong OldestOf(ThreadSpans thread)
    {
        // Asked before the records are looked at: a thread that has ended adds none after that.
        var isAlive = thread.Owner.IsAlive;
        var oldest = thread.Oldest;
        if (!isAlive && oldest == ThreadSpans.Nothing) Remove(thread);
        return oldest;
    }

    // The thread with the oldest record, and the end of the oldest record of all other threads.
    private static (int First, ulong Others) Oldest(ReadOnlySpan<ulong> ends)
    {
        var (first, oldest, others) = (-1, ThreadSpans.Nothing, ThreadSpans.Nothing);
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] < oldest) (first, oldest, others) = (i, ends[i], oldest);
            else if (ends[i] < others) others = ends[i];
        }
        return (first, others);
    }

    private void Remove(ThreadSpans thread)
    {
        thread.ReturnLastPage();
        lock (_joining) Volatile.Write(ref _threads, [.. _threads.Where(other => !ReferenceEquals(other, thread))]);
    }
}
