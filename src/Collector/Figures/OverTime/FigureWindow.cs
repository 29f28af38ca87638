namespace Tracing.Figures.OverTime;

/// <summary>The times for which figures are kept. Spans that started at other times are in no figure.</summary>
/// <param name="OldestMinute">The first minute that is kept by itself.</param>
/// <param name="OldestHour">The first minute of the hours that are kept.</param>
/// <param name="NewestMinute">The last minute; what seems later comes from a wrong clock.</param>
public readonly record struct FigureWindow(long OldestMinute, long OldestHour, long NewestMinute)
{
    private static readonly TimeSpan _clockError = TimeSpan.FromHours(1);

    /// <summary>The time for which figures are kept by minute; less where traces are kept for less.</summary>
    public static TimeSpan MinutesKept { get; } = TimeSpan.FromDays(2);

    /// <param name="aging">The time by which stored data become old.</param>
    /// <param name="maxAge">The age up to which the store keeps traces; hours are kept as long.</param>
    public static FigureWindow At(DateTimeOffset now, DateTimeOffset aging, TimeSpan maxAge) => new(
        MinuteOf(aging - (maxAge < MinutesKept ? maxAge : MinutesKept)), MinuteOf(aging - maxAge),
        MinuteOf(now + _clockError));

    public static long MinuteOf(DateTimeOffset time) => Math.Max(0, time.ToUnixTimeSeconds() / 60);

    public bool Has(FigureLevel level, long minute) => minute <= NewestMinute && (level == FigureLevel.Hour
        ? minute >= OldestHour - (OldestHour % FigurePage.HourMinutes)
        : minute >= OldestMinute);

    /// <summary>True when all of a page is too old.</summary>
    public bool IsPast(FigurePage page) => page.Start + FigurePage.LengthOf(page.Level)
        <= (page.Level == FigureLevel.Hour ? OldestHour : OldestMinute);

    /// <summary>The pages in which the cells of a table belong, with these cells.</summary>
    public Dictionary<FigurePage, FigureTable> Split(FigureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var pages = new Dictionary<FigurePage, FigureTable>();
        foreach (var row in table.Rows)
        {
            foreach (var level in (ReadOnlySpan<FigureLevel>)[FigureLevel.Minute, FigureLevel.Hour])
            {
                if (!Has(level, row.Minute)) continue;
                var page = FigurePage.Of(level, row.Minute);
                if (!pages.TryGetValue(page, out var part))
                    pages.Add(page, part = new FigureTable { IsOverflowed = table.IsOverflowed });
                part.CellOf(row.Series, row.HasFailed, FigurePage.CellMinute(level, row.Minute))
                    .Add(row.Cell, FigureCell.StoredExemplars);
            }
        }
        return pages;
    }
}
