using System.Collections.Immutable;
using Tracing.TraceQl.Figures;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Ranks the operations of any number of traces by duration and by errors, each with an example. One
/// owner.</summary>
/// <param name="maxOperations">Number of operations that are counted; spans of others are counted in
/// <see cref="LeftOut"/>.</param>
public sealed class OperationRanking(int maxOperations = OperationRanking.DefaultMaxOperations)
{
    public const int DefaultMaxOperations = 5_000;

    private readonly Dictionary<(string Service, string Operation, SpanKind Kind), Tally> _tallies = [];

    /// <summary>Number of spans for which there was no room.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The operations, those with the highest 95th percentile of the duration first.</summary>
    public ImmutableArray<RankedOperation> Slowest =>
        [.. Read().OrderByDescending(one => one.P95Nanos).ThenByDescending(one => one.MaxNanos)];

    /// <summary>The operations that failed, those with the most errors first.</summary>
    public ImmutableArray<RankedOperation> Failing =>
    [
        .. Read().Where(one => one.Errors > 0).OrderByDescending(one => one.Errors)
            .ThenByDescending(one => (double)one.Errors / one.Count),
    ];

    public void Clear()
    {
        _tallies.Clear();
        LeftOut = 0;
    }

    /// <param name="span">Its id and its times do not count.</param>
    public void Add(TraceSpan span, TraceId traceId, ulong durationNanos)
    {
        ArgumentNullException.ThrowIfNull(span);
        var key = (span.Service, span.Span.Name, span.Span.Kind);
        if (!_tallies.TryGetValue(key, out var tally))
        {
            if (_tallies.Count >= maxOperations)
            {
                LeftOut++;
                return;
            }
            _tallies.Add(key, tally = new Tally());
        }
        tally.Add(span, traceId, durationNanos);
    }

    // In ordinal order of the names, so that equal figures have one order.
    private IEnumerable<RankedOperation> Read() => _tallies
        .OrderBy(entry => entry.Key.Service, StringComparer.Ordinal)
        .ThenBy(entry => entry.Key.Operation, StringComparer.Ordinal).ThenBy(entry => entry.Key.Kind)
        .Select(entry => entry.Value.Read(entry.Key));

    private sealed class Tally
    {
        private readonly ValueSketch _durations = new();
        private long _count;
        private long _errors;
        private ulong _maxNanos;
        private TraceId _slowest;
        private TraceId _failed;
        private string? _error;

        public void Add(TraceSpan span, TraceId traceId, ulong nanos)
        {
            _durations.Add(nanos, 1);
            if (_count++ == 0 || nanos > _maxNanos) (_maxNanos, _slowest) = (nanos, traceId);
            if (!span.IsError) return;
            if (_errors++ == 0) (_failed, _error) = (traceId, TreeText.Error(span.Span));
        }

        public RankedOperation Read((string Service, string Operation, SpanKind Kind) of) => new(
            of.Service, of.Operation, of.Kind, _count, _errors, Quantile(0.5), Quantile(0.95), _maxNanos, _slowest,
            _failed, _error);

        // The middle of a class of the sketch can lie above the largest value in it.
        private ulong Quantile(double quantile) => Math.Min((ulong)_durations.Quantile(quantile), _maxNanos);
    }
}
