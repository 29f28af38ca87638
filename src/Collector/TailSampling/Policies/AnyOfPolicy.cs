using System.Collections.Immutable;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps what any of these keeps; has no opinion where none of them has.</summary>
/// <param name="parts">Matches and coins. A limit's weight does not know what the others kept, so it has no place
/// here.</param>
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
            // Coins fall alike: the best chance among them is the chance of all together, whoever kept it.
            probability = Math.Max(probability, verdict.Probability);
            if (decided.Opinion != Opinion.Keep && (decided.Opinion == Opinion.None || verdict.Opinion == Opinion.Keep))
                decided = verdict;
            if (verdict is { Opinion: Opinion.Keep, Probability: >= 1 }) break;
        }
        return decided with { Probability = probability };
    }
}
