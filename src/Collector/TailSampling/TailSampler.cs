using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>Decides on closed traces: the first policy with an opinion decides, or else the default.</summary>
/// <remarks>One owner, also of the policies' counters. Never throws, whatever is in a trace.</remarks>
public sealed class TailSampler
{
    private readonly ImmutableArray<NamedPolicy> _policies;
    private readonly DecisionTally _tally = new();
    private readonly int _default;
    private readonly double _defaultWeight;

    public TailSampler(SamplingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var otherwise = settings.KeepsByDefault ? TraceDecision.KeptByDefault : TraceDecision.DroppedByDefault;
        (_default, _defaultWeight) = (_tally.Add(otherwise), otherwise.Weight);
        _policies = [.. settings.Policies.Select(policy => new NamedPolicy(policy.Name, policy.Make(), _tally))];
    }

    /// <summary>The decisions so far, counted by policy and reason.</summary>
    public ImmutableArray<DecisionCount> Counts => _tally.Snapshot();

    /// <param name="decisionNumber">Identifies the policy and its reason, for <see cref="CountLate"/>.</param>
    public TraceDecision Decide(
        TraceId id, ImmutableArray<RawSpan> spans, Completeness completeness, DateTimeOffset now, out int decisionNumber)
    {
        decisionNumber = _default;
        if (!_policies.IsEmpty)
        {
            var facts = new TraceFacts(id, spans, completeness);
            foreach (var policy in _policies)
            {
                var verdict = policy.Ask(facts, now);
                if (verdict.Opinion == Opinion.None) continue;
                decisionNumber = policy.NumberOf(verdict);
                return _tally.Count(decisionNumber, spans.Length, verdict.Opinion == Opinion.Keep ? verdict.Weight : 0);
            }
        }
        return _tally.Count(_default, spans.Length, _defaultWeight);
    }

    /// <summary>Counts a span that came after the decision on its trace, and followed it.</summary>
    public void CountLate(int decisionNumber) => _tally.CountLate(decisionNumber);

    /// <summary>A policy with its name, and the decision numbers of the reasons that it has given so far.</summary>
    private sealed class NamedPolicy(string name, ITracePolicy policy, DecisionTally tally)
    {
        private readonly List<(Opinion Opinion, string Reason, int DecisionNumber)> _numbers = [];

        public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now) => policy.Ask(trace, now);

        public int NumberOf(in PolicyVerdict verdict)
        {
            // A policy has two or three reasons at most.
            foreach (var (opinion, reason, known) in _numbers)
                if (opinion == verdict.Opinion && string.Equals(reason, verdict.Reason, StringComparison.Ordinal))
                    return known;
            var keeps = verdict.Opinion == Opinion.Keep;
            var number = tally.Add(new TraceDecision(keeps, name, verdict.Reason, keeps ? 1 : 0));
            _numbers.Add((verdict.Opinion, verdict.Reason, number));
            return number;
        }
    }
}
