namespace Tracing.Figures.OverTime;

public sealed class FigureShelfTests
{
    private const long Minute = 30_000_000;

    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddMinutes(Minute);

    [Fact]
    public void Minutes_are_kept_for_two_days_and_hours_as_long_as_traces_and_the_future_is_not_kept()
    {
        var window = FigureWindow.At(_now, _now, TimeSpan.FromDays(7));
        var kept = new[] { 59, 61, -2 * 1_440, (-2 * 1_440) - 1, -7 * 1_440, (-7 * 1_440) - 60 }
            .Select(minutes => Minute + minutes)
            .Select(minute => (window.Has(FigureLevel.Minute, minute), window.Has(FigureLevel.Hour, minute)));
        Assert.Equal([(true, true), (false, false), (true, true), (false, true), (false, true), (false, false)], kept);
        Assert.False(FigureWindow.At(_now, _now, TimeSpan.FromHours(1)).Has(FigureLevel.Minute, Minute - 61));
    }

    [Fact]
    public void Beyond_its_bytes_the_oldest_minutes_make_room_and_the_answer_says_since_when_it_counts()
    {
        const int Bytes = 40_000;
        var shelf = new FigureShelf(Bytes);
        var window = FigureWindow.At(_now, _now, TimeSpan.FromDays(7));
        for (var minute = -600; minute < 0; minute += 10)
        {
            var table = new FigureTable();
            for (var series = 0; series < 40; series++)
                table.CellOf(new FigureSeries("shop", $"op {series}", SpanKind.Server, ""), false, Minute + minute)
                    .Add((ulong)(series * 1_000_000), 1, Some.Trace(series + 1));
            shelf.Add(table, window);
            Assert.InRange(shelf.Bytes, 1, Bytes);
        }
        Assert.InRange(shelf.SinceMinute, Minute - 600, Minute - 20);
        Assert.Equal(0, Count(shelf, Minute - 600, 10));
        Assert.Equal(40, Count(shelf, Minute - 10, 10));
        Assert.Equal(60 * 40, Count(shelf, Minute - 600, 600, 60));
    }

    private static double Count(FigureShelf shelf, long from, long minutes, long step = 1)
    {
        var query = new FigureQuery(from, from + minutes, step, FigureGroups.None);
        var reading = new FigureReading(query);
        shelf.Read(reading, query);
        return reading.End().Table.Rows.Sum(static row => row.Cell.Weight);
    }
}
