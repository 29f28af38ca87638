namespace Tracing.TraceQl.Syntax;

/// <summary>The function of a <see cref="MetricsStage"/>.</summary>
internal enum MetricsFunction
{
    /// <summary>Spans a second.</summary>
    Rate,

    Count,
    Sum,
    Min,
    Max,
    Avg,
    Quantile,
    Histogram,
}
