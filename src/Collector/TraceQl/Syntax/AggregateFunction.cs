namespace Tracing.TraceQl.Syntax;

internal enum AggregateFunction
{
    Count,
    Avg,
    Max,
    Min,
    Sum,
}
