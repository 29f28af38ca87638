using System.Diagnostics;
using System.Numerics;

namespace Tracing;

/// <summary>The empty pages of a <see cref="FinishedSpanBuffer"/>, limited in number; the last one returned is rented
/// first.</summary>
/// <remarks>Any thread. Takes a lock, once for each page and not for each span.</remarks>
internal sealed class FreePages
{
    private readonly Lock _changing = new();
    private readonly Stack<SpanPage> _empty = new();
    private readonly int _limit;

    // Pages that can still be rented: those in _empty and those that have not been made yet.
    private int _left;

    /// <param name="capacity">Records on all pages.</param>
    /// <param name="maxPageLength">Records on one page, at least 1; rounded down to a power of two.</param>
    public FreePages(int capacity, int maxPageLength)
    {
        PageLength = 1 << BitOperations.Log2((uint)maxPageLength);
        _left = _limit = capacity / PageLength;
    }

    public int PageLength { get; }

    /// <summary>An empty page, or null when all are in use.</summary>
    public SpanPage? Rent()
    {
        if (Volatile.Read(ref _left) == 0) return null;
        SpanPage? page;
        lock (_changing)
        {
            if (_left == 0) return null;
            _left--;
            if (!_empty.TryPop(out page)) return new SpanPage(PageLength);
        }
        // The page was emptied on another core, whose cache holds its lines. Writing to all of them now fetches them
        // together; otherwise each span would wait for one of them.
        foreach (ref var record in page.Records.AsSpan()) record.Touch();
        return page;
    }

    /// <summary>Takes back a page that is empty and that no thread uses any more.</summary>
    public void Return(SpanPage page)
    {
        // The page with which a thread's list begins holds no records and is not counted.
        if (page.Records.Length == 0) return;
        page.Next = null;
        lock (_changing)
        {
            _empty.Push(page);
            _left++;
            Debug.Assert(_left <= _limit, "a page is returned once");
        }
    }
}
