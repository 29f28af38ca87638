using Tracing.Figures.OverTime;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Figures;

/// <summary>Sums over the spans of one series in one step.</summary>
/// <remarks>One owner.</remarks>
internal sealed class StepFigures
{
    private const double NanosPerSecond = 1e9;

    private ValueSketch? _sketch;
    private FigureCell? _durations;
    private double _sum;
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;

    /// <summary>Number of spans, those counted in for which a sampled trace stands.</summary>
    public double Weight { get; private set; }

    public void Add(double weight) => Weight += weight;

    public void Add(double value, double weight, bool keepsDistribution)
    {
        Weight += weight;
        _sum += value * weight;
        (_least, _most) = (Math.Min(_least, value), Math.Max(_most, value));
        if (keepsDistribution) (_sketch ??= new ValueSketch()).Add(value, weight);
    }

    /// <summary>Adds the durations of many spans.</summary>
    public void Add(FigureCell cell)
    {
        (_durations ??= new FigureCell()).Add(cell);
        Weight += cell.Weight;
        _sum += cell.SumNanos / NanosPerSecond;
        _least = Math.Min(_least, cell.LeastNanos / NanosPerSecond);
        _most = Math.Max(_most, cell.MostNanos / NanosPerSecond);
    }

    public double Value(MetricsFunction function, double quantile, double stepSeconds) => function switch
    {
        MetricsFunction.Rate => Weight / stepSeconds,
        MetricsFunction.Sum => _sum,
        MetricsFunction.Min => _least,
        MetricsFunction.Max => _most,
        MetricsFunction.Avg => _sum / Weight,
        MetricsFunction.Quantile when quantile <= 0 => _least,
        // The sketch knows a value to one percent; the least and the most are known.
        MetricsFunction.Quantile => Math.Clamp(QuantileOf(quantile), _least, _most),
        _ => Weight,
    };

    private double QuantileOf(double quantile) =>
        _durations?.QuantileNanos(quantile) / NanosPerSecond ?? _sketch?.Quantile(quantile) ?? 0;
}
