namespace Tracing.Figures.OverTime;

/// <summary>Sums up what a query asks for, page by page.</summary>
/// <remarks>One owner.</remarks>
/// <param name="query">Null: everything, as it is.</param>
public sealed class FigureReading(FigureQuery? query)
{
    /// <summary>Series of an answer. Above the bound of a page, because pages may have different ones.</summary>
    public const int MaxSeries = 4 * FigureTable.DefaultMaxSeries;

    private readonly FigureTable _table = new(MaxSeries);
    private long _since;
    private bool _isDamaged;

    public void Add(byte[] packed) => _isDamaged |= !FigurePage.TryUnpack(packed, _table, query);

    /// <summary>Adds what no page has yet.</summary>
    public void Add(FigureTable pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        if (pending.CellCount > 0) FigureWire.TryRead(FigureWire.Write(pending), _table, query);
    }

    public void Add(FigureAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        foreach (var row in answer.Table.Rows)
            _table.CellOf(row.Series, row.HasFailed, row.Minute).Add(row.Cell, FigureCell.MostExemplars);
        _table.IsOverflowed |= answer.Table.IsOverflowed;
        _since = Math.Max(_since, answer.SinceMinute);
        _isDamaged |= answer.IsDamaged;
    }

    /// <param name="sinceMinute">See <see cref="FigureAnswer.SinceMinute"/>.</param>
    public FigureAnswer End(long sinceMinute = 0) =>
        new(_table, Math.Max(_since, sinceMinute)) { IsDamaged = _isDamaged };
}
