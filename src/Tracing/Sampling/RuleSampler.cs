using System.Collections.Immutable;

namespace Tracing.Sampling;

/// <summary>Decides by service and operation: the first rule that matches, or else the default.</summary>
/// <remarks>Immutable: to change the rules, put another in its place.</remarks>
public sealed class RuleSampler : ISampler
{
    /// <summary>Each root is compared with all of them, in the worst case.</summary>
    public const int MaxRules = 1_000;

    private readonly ImmutableArray<SamplingRule> _rules;
    private readonly ISampler _otherwise;

    /// <param name="otherwise">Asked where no rule matches.</param>
    /// <exception cref="ArgumentException">There are more than 1,000 rules.</exception>
    public RuleSampler(ISampler otherwise, params ReadOnlySpan<SamplingRule> rules)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        if (rules.Length > MaxRules) throw new ArgumentException("must be at most 1000 rules", nameof(rules));
        _otherwise = otherwise;
        _rules = [.. rules];
    }

    public SamplingDecision Decide(in SamplingRequest request)
    {
        foreach (var rule in _rules)
            if (rule.Matches(request))
                return rule.Decide(request);
        return _otherwise.Decide(request);
    }
}
