using System.Collections.Immutable;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps a trace that any of its policies keeps; has no opinion on a trace on which none of them has
/// one.</summary>
/// <param name="parts">Matches and coins. A limit is not allowed, because its weight would ignore what the others
/// keep.</param>
internal sealed class AnyOfPolicy(ImmutableArray<ITracePolicy> parts) : ITracePolicy
{
    public PolicyNature Nature { get; } = parts.Max(policy => policy.Nature);

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        var probability = 0.0;
        PolicyVerdict decided = default;
        foreach (var part in parts)
        {
            var verdict = part.Ask(trace, now);
            if (verdict.Opinion == Opinion.None) continue;
            // All coins are the same coin, so the highest probability is the probability of all together.
            probability = Math.Max(probability, verdict.Probability);
            if (decided.Opinion != Opinion.Keep && (decided.Opinion == Opinion.None || verdict.Opinion == Opinion.Keep))
                decided = verdict;
            if (verdict is { Opinion: Opinion.Keep, Probability: >= 1 }) break;
        }
        return decided with { Probability = probability };
    }
}
