using System.Collections.Immutable;

namespace Tracing.Figures;

/// <summary>What is counted of one operation since the start.</summary>
/// <param name="Operation">The span name; <see cref="RunningFigures.Other"/> for those beyond the bound.</param>
/// <param name="SumNanos">Of all durations; one of more than a day counts as a day.</param>
/// <param name="Buckets">Spans by duration: see <see cref="DurationBuckets"/>.</param>
public sealed record OperationFigures(
    string Service, string Operation, SpanKind Kind, long Count, long Errors, double SumNanos, ImmutableArray<long> Buckets)
{
    /// <summary>The duration that this share of the spans does not exceed: the upper bound of its bucket, in
    /// nanoseconds.</summary>
    /// <param name="share">0 to 1; 0.95 for what is called p95.</param>
    /// <returns>0 where there are no spans; infinity where it lies in the last bucket.</returns>
    public double Quantile(double share)
    {
        if (Count == 0) return 0;
        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < Buckets.Length; i++)
        {
            seen += Buckets[i];
            if (seen >= rank) return DurationBuckets.UpperNanos(i);
        }
        return double.PositiveInfinity;
    }

    internal OperationFigures Plus(OperationFigures other) => this with
    {
        Count = Count + other.Count,
        Errors = Errors + other.Errors,
        SumNanos = SumNanos + other.SumNanos,
        Buckets = [.. Buckets.Zip(other.Buckets, static (a, b) => a + b)],
    };
}
