namespace Tracing.TailSampling.Policies;

/// <summary>Limits the number of traces that another policy keeps in a second. A kept trace stands also for those over
/// the budget before it.</summary>
internal sealed class BudgetPolicy(ITracePolicy inner, double perSecond) : ITracePolicy
{
    private readonly TokenRate _rate = new(perSecond);
    private long _fullAtTicks;
    private double _passedOverWeight;

    public PolicyNature Nature => PolicyNature.Limit;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        var verdict = inner.Ask(trace, now);
        if (verdict.Opinion != Opinion.Keep) return verdict;
        var weight = verdict.Weight + _passedOverWeight;
        if (!_rate.TryAcquire(ref _fullAtTicks, now))
        {
            _passedOverWeight = weight;
            return PolicyVerdict.Drop("over the budget");
        }
        _passedOverWeight = 0;
        return verdict with { StandsFor = weight * verdict.Probability };
    }
}
