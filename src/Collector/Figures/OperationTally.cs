namespace Tracing.Figures;

/// <summary>The counters of one operation. Owned by <see cref="RunningFigures"/>.</summary>
internal sealed class OperationTally
{
    private const ulong DayNanos = 86_400_000_000_000;

    private readonly long[] _buckets = new long[DurationBuckets.Count];
    private long _errors;
    private double _sumNanos;

    public long Count { get; private set; }

    public void Add(ulong durationNanos, bool isError)
    {
        Count++;
        if (isError) _errors++;
        // One absurd clock must not spoil the sum for ever.
        _sumNanos += Math.Min(durationNanos, DayNanos);
        _buckets[DurationBuckets.IndexOf(durationNanos)]++;
    }

    public OperationFigures Read(string service, string operation, SpanKind kind) =>
        new(service, operation, kind, Count, _errors, _sumNanos, [.. _buckets]);
}
