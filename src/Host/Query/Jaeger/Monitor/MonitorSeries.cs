using Tracing.Figures.OverTime;

namespace Tracing.Hosting.Query.Jaeger.Monitor;

/// <summary>The figures of one service or operation, from which each point takes those of the time before
/// it.</summary>
internal sealed class MonitorSeries(FigureSeries name)
{
    private readonly Dictionary<long, List<(FigureCell Cell, bool HasFailed)>> _units = [];
    private readonly DurationSum _all = new();
    private double _failed;

    public FigureSeries Name => name;

    public double Weight => Math.Max(0, _all.Weight);

    public double Failed => Math.Max(0, _failed);

    public double? QuantileMillis(double quantile)
    {
        const double NanosPerMilli = 1e6;
        return _all.QuantileNanos(quantile) / NanosPerMilli;
    }

    public void Put(long unit, FigureCell cell, bool hasFailed)
    {
        if (!_units.TryGetValue(unit, out var cells)) _units.Add(unit, cells = []);
        cells.Add((cell, hasFailed));
    }

    public void Enter(long unit)
    {
        if (!_units.TryGetValue(unit, out var cells)) return;
        foreach (var (cell, hasFailed) in cells)
        {
            _all.Add(cell);
            if (hasFailed) _failed += cell.Weight;
        }
    }

    public void RemoveUnit(long unit)
    {
        if (!_units.TryGetValue(unit, out var cells)) return;
        foreach (var (cell, hasFailed) in cells)
        {
            _all.Remove(cell);
            if (hasFailed) _failed -= cell.Weight;
        }
    }
}
