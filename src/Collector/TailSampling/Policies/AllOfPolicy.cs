using System.Collections.Immutable;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps a trace that all of its policies keep; has no opinion on a trace on which one of them has
/// none.</summary>
/// <remarks>
/// Matches are asked first, then coins, then limits, each in the given order, so that a limit counts only traces that
/// would otherwise be kept. All coins of a trace are the same coin, so the lowest probability decides. The numbers of
/// traces that limits stand for are multiplied.
/// </remarks>
internal sealed class AllOfPolicy : ITracePolicy
{
    private readonly ImmutableArray<ITracePolicy> _parts;
    private readonly string _reason;

    public AllOfPolicy(IEnumerable<(string Name, ITracePolicy Policy)> parts)
    {
        var given = parts.ToArray();
        _parts = [.. given.Select(part => part.Policy).OrderBy(policy => policy.Nature)];
        _reason = string.Join(" and ", given.Select(part => part.Name));
        Nature = _parts.Max(policy => policy.Nature);
    }

    public PolicyNature Nature { get; }

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        double probability = 1, standsFor = 1;
        PolicyVerdict? dropped = null;
        foreach (var part in _parts)
        {
            if (dropped is not null && part.Nature == PolicyNature.Limit) break;
            var verdict = part.Ask(trace, now);
            if (verdict.Opinion == Opinion.None) return verdict;
            if (verdict.Opinion == Opinion.Drop) dropped ??= verdict;
            probability = Math.Min(probability, verdict.Probability);
            standsFor *= verdict.StandsFor;
        }
        return dropped is { } drop
            ? PolicyVerdict.Drop(drop.Reason, probability)
            : PolicyVerdict.Keep(_reason, probability, standsFor);
    }
}
