namespace Tracing.Figures.OverTime;

/// <summary>A sum of cells from which cells can be taken away again, for figures of a time that moves on.</summary>
/// <remarks>One owner.</remarks>
public sealed class DurationSum
{
    // What subtraction of fractions leaves of zero.
    private const double Nothing = 1e-6;

    private readonly double[] _classes = new double[DurationClasses.Count];

    public double Weight { get; private set; }

    public void Add(FigureCell cell) => Add(cell, 1);

    public void Remove(FigureCell cell) => Add(cell, -1);

    /// <summary>Returns a duration to 2.2 percent; null without spans.</summary>
    /// <param name="quantile">0 to 1.</param>
    public double? QuantileNanos(double quantile)
    {
        if (Weight < Nothing) return null;
        var (below, last) = (0.0, 0);
        for (var at = 0; at < _classes.Length; at++)
        {
            if (_classes[at] < Nothing) continue;
            below += _classes[at];
            last = at;
            if (below >= (quantile * Weight) - Nothing) break;
        }
        return DurationClasses.MiddleNanos(last);
    }

    private void Add(FigureCell cell, int sign)
    {
        ArgumentNullException.ThrowIfNull(cell);
        Weight += sign * cell.Weight;
        foreach (var (at, weight) in cell.Classes) _classes[at] += sign * weight;
    }
}
