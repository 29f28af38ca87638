using System.Collections.Immutable;

namespace Tracing.TailSampling;

/// <summary>Counts decisions by policy and reason. One owner, the sampler.</summary>
/// <remarks>Policies make their reasons at start, so there are few rows; each keeps its number for good.</remarks>
internal sealed class DecisionTally
{
    private readonly List<Row> _rows = [];

    // A snapshot is taken at every look at the collector's counts; most looks find nothing new.
    private ImmutableArray<DecisionCount> _snapshot = [];
    private bool _hasChanged;

    public ImmutableArray<DecisionCount> Snapshot()
    {
        if (!_hasChanged) return _snapshot;
        _hasChanged = false;
        return _snapshot = [.. _rows.Where(row => row.Traces > 0).Select(row => new DecisionCount(
            row.Decision.Policy, row.Decision.Reason, row.Decision.Keeps, row.Traces, row.Spans, row.LateSpans, row.Weight))];
    }

    /// <summary>The number of a new row.</summary>
    public int Add(TraceDecision decision)
    {
        _rows.Add(new Row(decision));
        return _rows.Count - 1;
    }

    public TraceDecision this[int row] => _rows[row].Decision;

    public TraceDecision Count(int row, int spans, double weight)
    {
        _hasChanged = true;
        var counted = _rows[row];
        counted.Traces++;
        counted.Spans += spans;
        counted.Weight += weight;
        var decision = counted.Decision;
        return weight == decision.Weight ? decision : decision with { Weight = weight };
    }

    public void CountLate(int row)
    {
        _hasChanged = true;
        _rows[row].LateSpans++;
    }

    private sealed class Row(TraceDecision decision)
    {
        public TraceDecision Decision { get; } = decision;

        public long Traces { get; set; }

        public long Spans { get; set; }

        public long LateSpans { get; set; }

        public double Weight { get; set; }
    }
}
