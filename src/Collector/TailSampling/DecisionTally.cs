using System.Collections.Immutable;

namespace Tracing.TailSampling;

/// <summary>Counts decisions by policy and reason, each under a decision number. One owner, the sampler.</summary>
/// <remarks>Policies create their reasons at start, so there are few numbers; each stays valid for the sampler's
/// life.</remarks>
internal sealed class DecisionTally
{
    private readonly List<Counter> _counters = [];

    // Every look at the collector's counts takes a snapshot, and most find nothing new.
    private ImmutableArray<DecisionCount> _snapshot = [];
    private bool _hasChanged;

    public ImmutableArray<DecisionCount> Snapshot()
    {
        if (!_hasChanged) return _snapshot;
        _hasChanged = false;
        return _snapshot =
        [
            .. _counters.Where(one => one.Traces > 0).Select(one => new DecisionCount(one.Decision.Policy,
                one.Decision.Reason, one.Decision.Keeps, one.Traces, one.Spans, one.LateSpans, one.Weight)),
        ];
    }

    /// <returns>The new decision number.</returns>
    public int Add(TraceDecision decision)
    {
        _counters.Add(new Counter(decision));
        return _counters.Count - 1;
    }

    public TraceDecision Count(int decisionNumber, int spans, double weight)
    {
        _hasChanged = true;
        var counter = _counters[decisionNumber];
        counter.Traces++;
        counter.Spans += spans;
        counter.Weight += weight;
        var decision = counter.Decision;
        return weight == decision.Weight ? decision : decision with { Weight = weight };
    }

    public void CountLate(int decisionNumber)
    {
        _hasChanged = true;
        _counters[decisionNumber].LateSpans++;
    }

    private sealed class Counter(TraceDecision decision)
    {
        public TraceDecision Decision { get; } = decision;

        public long Traces { get; set; }

        public long Spans { get; set; }

        public long LateSpans { get; set; }

        public double Weight { get; set; }
    }
}
