using System.Collections.Immutable;

namespace Tracing.Figures;

/// <summary>The figures of one operation since the start.</summary>
/// <param name="Operation">The span name; <see cref="RunningFigures.Other"/> for operations beyond the bound.</param>
/// <param name="SumNanos">The sum of all durations; a duration of more than a day counts as a day.</param>
/// <param name="Buckets">Number of spans in each bucket of <see cref="DurationBuckets"/>.</param>
public sealed record OperationFigures(
    string Service, string Operation, SpanKind Kind, long Count, long Errors, double SumNanos, ImmutableArray<long> Buckets)
{
    internal OperationFigures Plus(OperationFigures other) => this with
    {
        Count = Count + other.Count,
        Errors = Errors + other.Errors,
        SumNanos = SumNanos + other.SumNanos,
        Buckets = [.. Buckets.Zip(other.Buckets, static (a, b) => a + b)],
    };
}
