namespace Tracing.Analysis;

/// <summary>The figures of an operation in an <see cref="OperationRanking"/>.</summary>
/// <param name="Operation">The span name.</param>
/// <param name="MedianNanos">Median of the durations, to about one percent, as are the other quantiles.</param>
/// <param name="SlowestTrace">The trace with the longest span of the operation.</param>
/// <param name="FailedTrace">A trace in which it failed; none if it did not.</param>
/// <param name="Error">The error of that span.</param>
public sealed record RankedOperation(
    string Service, string Operation, SpanKind Kind, long Count, long Errors, ulong MedianNanos, ulong P95Nanos,
    ulong MaxNanos, TraceId SlowestTrace, TraceId FailedTrace, string? Error);
