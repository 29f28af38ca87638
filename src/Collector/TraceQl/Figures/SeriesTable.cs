using System.Collections.Immutable;
using Tracing.Figures.OverTime;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Figures;

/// <summary>The series of a metrics query while spans are added.</summary>
/// <remarks>One owner.</remarks>
internal sealed class SeriesTable(MetricsStage stage, TraceQlSteps steps)
{
    private const int MaxSeries = 1_000;

    /// <summary>Steps of all series that have a span.</summary>
    private const int MaxCells = 500_000;

    private readonly OrderedDictionary<SeriesKey, Dictionary<int, StepFigures>> _series = [];
    private int _cells;

    /// <summary>True: a span was left out because there are too many series.</summary>
    public bool IsFull { get; private set; }

    public void Clear()
    {
        _series.Clear();
        (_cells, IsFull) = (0, false);
    }

    /// <param name="value">The value of the function's field; not used where spans are counted.</param>
    public void Add(ImmutableArray<TraceQlValue> by, int step, in TraceQlValue value, double weight)
    {
        if (!Counts(value)) return;
        var isHistogram = stage.Function == MetricsFunction.Histogram;
        if (FiguresOf(isHistogram ? by.Add(TraceQlValue.Of(BucketOf(value))) : by, step) is { } figures)
            AddTo(figures, value, weight);
    }

    /// <summary>Adds a span to figures that <see cref="FiguresOf(ImmutableArray{TraceQlValue}, int, in TraceQlValue)"/>
    /// returned.</summary>
    public void Add(StepFigures figures, in TraceQlValue value, double weight)
    {
        if (Counts(value)) AddTo(figures, value, weight);
    }

    /// <summary>The figures of a series in a step, for many spans.</summary>
    /// <returns>Null: there is no room, the value does not count, or the series depends on the value.</returns>
    public StepFigures? FiguresOf(ImmutableArray<TraceQlValue> by, int step, in TraceQlValue value) =>
        stage.Function != MetricsFunction.Histogram && Counts(value) ? FiguresOf(by, step) : null;

    private bool Counts(in TraceQlValue value) =>
        stage.Of is null || (value.IsNumber && double.IsFinite(value.AsDouble));

    private void AddTo(StepFigures figures, in TraceQlValue value, double weight)
    {
        if (stage.Of is null) figures.Add(weight);
        else figures.Add(Scaled(value), weight, stage.Function == MetricsFunction.Quantile);
    }

    /// <summary>Adds the figures of many spans.</summary>
    /// <param name="cell">Their durations are the values of the function's field.</param>
    public void Add(ImmutableArray<TraceQlValue> by, int step, FigureCell cell)
    {
        if (stage.Function != MetricsFunction.Histogram)
        {
            FiguresOf(by, step)?.Add(cell);
            return;
        }
        foreach (var (at, weight) in cell.Classes)
        {
            // Powers of two are bounds of classes, so any value of a class is in the right bucket.
            var value = TraceQlValue.Duration((ulong)Math.Ceiling(DurationClasses.MiddleNanos(at)));
            FiguresOf(by.Add(TraceQlValue.Of(BucketOf(value))), step)?.Add(weight);
        }
    }

    // Null: there is no room.
    private StepFigures? FiguresOf(ImmutableArray<TraceQlValue> values, int step)
    {
        var key = new SeriesKey(values);
        if (!_series.TryGetValue(key, out var cells))
        {
            if (_series.Count == MaxSeries)
            {
                IsFull = true;
                return null;
            }
            _series.Add(key, cells = []);
        }
        if (!cells.TryGetValue(step, out var figures))
        {
            if (_cells == MaxCells)
            {
                IsFull = true;
                return null;
            }
            _cells++;
            cells.Add(step, figures = new StepFigures());
        }
        return figures;
    }

    public ImmutableArray<TraceQlSeries> ToSeries()
    {
        var series = ImmutableArray.CreateBuilder<TraceQlSeries>();
        foreach (var (key, cells) in _series)
        {
            if (stage.Function != MetricsFunction.Quantile) series.Add(new(Labels(key), Values(cells, 0)));
            else
            {
                foreach (var quantile in stage.Quantiles)
                    series.Add(new([.. Labels(key), ("p", TraceQlValue.Of(quantile))], Values(cells, quantile)));
            }
        }
        return stage.Top is { } top ? TopSeries.Of(series.DrainToImmutable(), top) : series.DrainToImmutable();
    }

    private ImmutableArray<(string Name, TraceQlValue Value)> Labels(SeriesKey key)
    {
        var labels = ImmutableArray.CreateBuilder<(string, TraceQlValue)>();
        for (var i = 0; i < stage.By.Length; i++) labels.Add((stage.By[i].Text, key.Values[i]));
        if (stage.Function == MetricsFunction.Histogram) labels.Add(("__bucket", key.Values[^1]));
        if (labels.Count == 0 && stage.Function != MetricsFunction.Quantile)
            labels.Add(("__name__", TraceQlValue.Of(stage.Name)));
        return labels.DrainToImmutable();
    }

    private ImmutableArray<double?> Values(Dictionary<int, StepFigures> cells, double quantile)
    {
        // Without spans a count is zero; other figures have no value.
        double? none =
            stage.Function is MetricsFunction.Rate or MetricsFunction.Count or MetricsFunction.Histogram ? 0 : null;
        var values = new double?[steps.Count];
        for (var step = 0; step < values.Length; step++)
        {
            var value = cells.TryGetValue(step, out var figures)
                ? figures.Value(stage.Function, quantile, steps.StepNanos / 1e9) : none;
            // A sum can grow beyond the numbers.
            values[step] = value is { } number && double.IsFinite(number) ? number : null;
        }
        return [.. values];
    }

    // The next power of two, of nanoseconds where the value is a duration.
    private static double BucketOf(in TraceQlValue value)
    {
        if (value.AsDouble <= 0) return 0;
        var bucket = Math.Pow(2, Math.Ceiling(Math.Log2(value.AsDouble)));
        return value.Kind == TraceQlKind.Duration ? bucket / 1e9 : bucket;
    }

    private static double Scaled(in TraceQlValue value) =>
        value.Kind == TraceQlKind.Duration ? value.AsDouble / 1e9 : value.AsDouble;
}
