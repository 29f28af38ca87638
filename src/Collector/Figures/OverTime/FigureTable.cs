namespace Tracing.Figures.OverTime;

/// <summary>Figures by series and minute, failed spans apart from others.</summary>
/// <remarks>One owner. The number of series is bounded; a service has at most a quarter of them. Further spans are
/// counted under the operation <see cref="RunningFigures.Other"/> of their service, and those of services beyond a
/// quarter of the bound under a service with that name.</remarks>
public sealed class FigureTable(int maxSeries = FigureTable.DefaultMaxSeries)
{
    public const int DefaultMaxSeries = 2_000;

    private readonly Dictionary<FigureSeries, int> _numbers = [];
    private readonly List<FigureSeries> _series = [];
    private readonly Dictionary<string, int> _ofServices = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Series, bool HasFailed, long Minute), FigureCell> _cells = [];
    private int _counted;

    /// <summary>True: spans were counted under another name, because there were too many series.</summary>
    public bool IsOverflowed { get; internal set; }

    /// <summary>Number of the series, minutes and outcomes that have a cell.</summary>
    public int CellCount => _cells.Count;

    /// <summary>Changes whenever the numbers of series lose their meaning.</summary>
    internal int Generation { get; private set; }

    public IEnumerable<FigureRow> Rows =>
        _cells.Select(cell => new FigureRow(_series[cell.Key.Series], cell.Key.HasFailed, cell.Key.Minute, cell.Value));

    internal IReadOnlyList<FigureSeries> Series => _series;

    public void Clear()
    {
        _numbers.Clear();
        _series.Clear();
        _ofServices.Clear();
        _cells.Clear();
        (_counted, IsOverflowed) = (0, false);
        Generation++;
    }

    public void Add(FigureTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var row in other.Rows)
            CellOf(row.Series, row.HasFailed, row.Minute).Add(row.Cell, FigureCell.StoredExemplars);
        IsOverflowed |= other.IsOverflowed;
    }

    internal FigureCell CellOf(FigureSeries series, bool hasFailed, long minute) =>
        CellOf(NumberOf(series), hasFailed, minute);

    /// <param name="series">A number of this generation.</param>
    internal FigureCell CellOf(int series, bool hasFailed, long minute)
    {
        var key = (series, hasFailed, minute);
        if (!_cells.TryGetValue(key, out var cell)) _cells.Add(key, cell = new FigureCell());
        return cell;
    }

    /// <summary>The number of a series, or of the one that it is counted under.</summary>
    internal int NumberOf(FigureSeries series)
    {
        if (_numbers.TryGetValue(series, out var known)) return known;
        var share = Math.Max(1, maxSeries / 4);
        if (!_ofServices.TryGetValue(series.Service, out var siblings) && _ofServices.Count >= share)
            return Overflow(series with { Service = RunningFigures.Other });
        if (siblings >= share || _counted >= maxSeries)
        {
            _ofServices.TryAdd(series.Service, 0);
            return Overflow(series);
        }
        _ofServices[series.Service] = siblings + 1;
        _counted++;
        return Append(series);
    }

    private int Overflow(FigureSeries series)
    {
        IsOverflowed = true;
        var other = series with { Operation = RunningFigures.Other, ActorType = "" };
        return _numbers.TryGetValue(other, out var known) ? known : Append(other);
    }

    private int Append(FigureSeries series)
    {
        _numbers.Add(series, _series.Count);
        _series.Add(series);
        return _series.Count - 1;
    }
}
