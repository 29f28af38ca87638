namespace Tracing.TraceQl;

internal enum AggregateFunction
{
    Count,
    Avg,
    Max,
    Min,
    Sum,
}
