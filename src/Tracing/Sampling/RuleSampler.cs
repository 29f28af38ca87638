using System.Collections.Immutable;

namespace Tracing.Sampling;

/// <summary>Decides by the names of service and operation: asks the first rule that matches, or a default.</summary>
/// <remarks>Immutable: to change the rules, set another sampler.</remarks>
public sealed class RuleSampler : ISampler
{
    /// <summary>A limit, because in the worst case each root is compared with all rules.</summary>
    public const int MaxRules = 1_000;

    private readonly ImmutableArray<SamplingRule> _rules;
    private readonly ISampler _otherwise;

    /// <param name="otherwise">Asked when no rule matches.</param>
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
