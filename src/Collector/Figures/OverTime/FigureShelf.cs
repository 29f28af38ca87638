namespace Tracing.Figures.OverTime;

/// <summary>Pages of figures in memory.</summary>
/// <remarks>One owner.</remarks>
/// <param name="maxBytes">Bytes of all pages. Minutes make room before hours, the oldest first.</param>
internal sealed class FigureShelf(long maxBytes)
{
    private readonly SortedDictionary<(FigureLevel Level, long Start), byte[]> _pages = [];

    public long Bytes { get; private set; }

    /// <summary>The minute before which figures were removed to make room; 0: none were.</summary>
    public long SinceMinute { get; private set; }

    public void Add(FigureTable table, FigureWindow window)
    {
        foreach (var (page, added) in window.Split(table))
        {
            var whole = new FigureTable();
            if (_pages.TryGetValue((page.Level, page.Start), out var before)) FigurePage.TryUnpack(before, whole);
            whole.Add(added);
            var packed = FigurePage.Pack(whole, compresses: true);
            Bytes += packed.Length - (before?.Length ?? 0);
            _pages[(page.Level, page.Start)] = packed;
        }
        foreach (var (key, packed) in _pages.ToArray())
        {
            var isPast = window.IsPast(new FigurePage(key.Level, key.Start));
            if (Bytes <= maxBytes && !isPast) continue;
            if (!isPast) SinceMinute = Math.Max(SinceMinute, key.Start + FigurePage.LengthOf(key.Level));
            _pages.Remove(key);
            Bytes -= packed.Length;
        }
    }

    public void Read(FigureReading into, FigureQuery query)
    {
        foreach (var ((level, start), packed) in _pages)
        {
            var isAsked = level == query.Level && start < query.UntilMinute
                && start + FigurePage.LengthOf(level) > query.FromMinute;
            if (isAsked) into.Add(packed);
        }
    }
}
