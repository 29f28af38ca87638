using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>Decides on closed traces: the first policy with an opinion, or else the default.</summary>
/// <remarks>One owner, which it shares the policies' counters with. Never throws for what is in a trace.</remarks>
public sealed class TailSampler
{
    private readonly ImmutableArray<NamedPolicy> _policies;
    private readonly DecisionTally _tally = new();

    public TailSampler(SamplingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _tally.Add(settings.KeepsByDefault ? TraceDecision.KeptByDefault : TraceDecision.DroppedByDefault);
        _policies = [.. settings.Policies.Select(policy => new NamedPolicy(policy.Name, policy.Make(), _tally))];
    }

    /// <summary>Decisions so far, by policy and reason.</summary>
    public ImmutableArray<DecisionCount> Counts => _tally.Snapshot();

    /// <param name="rule">Stands for policy and reason.</param>
    public TraceDecision Decide(
        TraceId id, ImmutableArray<RawSpan> spans, Completeness completeness, DateTimeOffset now, out int rule)
    {
        rule = 0;
        if (!_policies.IsEmpty)
        {
            var facts = new TraceFacts(id, spans, completeness);
            foreach (var policy in _policies)
            {
                var verdict = policy.Ask(facts, now);
                if (verdict.Opinion == Opinion.None) continue;
                rule = policy.RowOf(verdict);
                return _tally.Count(rule, spans.Length, verdict.Opinion == Opinion.Keep ? verdict.Weight : 0);
            }
        }
        return _tally.Count(0, spans.Length, _tally[0].Weight);
    }

    /// <summary>A span that came after this decision on its trace, and followed it.</summary>
    public void CountLate(int rule) => _tally.CountLate(rule);

    /// <summary>A policy with its name, and the numbers of the reasons that it has given so far.</summary>
    private sealed class NamedPolicy(string name, ITracePolicy policy, DecisionTally tally)
    {
        private readonly List<(Opinion Opinion, string Reason, int Row)> _rows = [];

        public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now) => policy.Ask(trace, now);

        public int RowOf(in PolicyVerdict verdict)
        {
            // Two or three at most.
            foreach (var (opinion, reason, known) in _rows)
                if (opinion == verdict.Opinion && string.Equals(reason, verdict.Reason, StringComparison.Ordinal))
                    return known;
            var keeps = verdict.Opinion == Opinion.Keep;
            var row = tally.Add(new TraceDecision(keeps, name, verdict.Reason, keeps ? 1 : 0));
            _rows.Add((verdict.Opinion, verdict.Reason, row));
            return row;
        }
    }
}
