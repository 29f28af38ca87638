namespace Tracing.TailSampling.Policies;

/// <summary>Drops what another policy would keep.</summary>
/// <remarks>For what nobody wants to see or count; nothing that is kept stands for it.</remarks>
internal sealed class DropPolicy(ITracePolicy inner) : ITracePolicy
{
    public PolicyNature Nature => inner.Nature;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        var verdict = inner.Ask(trace, now);
        return verdict.Opinion == Opinion.Keep ? PolicyVerdict.Drop(verdict.Reason) : verdict;
    }
}
