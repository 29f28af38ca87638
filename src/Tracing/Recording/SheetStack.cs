using System.Numerics;

namespace Tracing;

/// <summary>The empty sheets of a <see cref="SpanRing"/>: a bounded number, the last that came back on top.</summary>
/// <remarks>Any thread; there is a lock for whoever changes sheets.</remarks>
internal sealed class SheetStack
{
    private readonly Lock _changing = new();
    private readonly Stack<SpanSheet> _empty = new();

    // Sheets that can still be had.
    private int _left;

    /// <param name="capacity">Records on all sheets.</param>
    /// <param name="mostOnOne">Records on one, at least 1; a sheet has the next smaller power of two.</param>
    public SheetStack(int capacity, int mostOnOne)
    {
        SheetLength = 1 << BitOperations.Log2((uint)mostOnOne);
        _left = capacity / SheetLength;
    }

    public int SheetLength { get; }

    /// <summary>An empty sheet; null: there is no more room.</summary>
    public SpanSheet? Rent()
    {
        if (Volatile.Read(ref _left) == 0) return null;
        SpanSheet? sheet;
        lock (_changing)
        {
            if (_left == 0) return null;
            _left--;
            if (!_empty.TryPop(out sheet)) return new SpanSheet(SheetLength);
        }
        // It is empty. But its memory is where the reader is, and each write would have to wait until it is here: so all of it is
        // asked for at once.
        foreach (ref var place in sheet.Places.AsSpan()) place.Touch();
        return sheet;
    }

    /// <summary>Takes a sheet back that nobody uses any more, and on which nothing is left.</summary>
    public void Return(SpanSheet sheet)
    {
        if (sheet.Places.Length == 0) return;
        sheet.Next = null;
        lock (_changing)
        {
            _empty.Push(sheet);
            _left++;
        }
    }
}
