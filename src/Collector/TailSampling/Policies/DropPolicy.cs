namespace Tracing.TailSampling.Policies;

/// <summary>Drops the traces that another policy would keep.</summary>
/// <remarks>For traces that nobody wants to see or count: no kept trace stands for them.</remarks>
internal sealed class DropPolicy(ITracePolicy inner) : ITracePolicy
{
    public PolicyNature Nature => inner.Nature;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        var verdict = inner.Ask(trace, now);
        return verdict.Opinion == Opinion.Keep ? PolicyVerdict.Drop(verdict.Reason) : verdict;
    }
}
