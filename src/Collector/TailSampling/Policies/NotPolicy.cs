namespace Tracing.TailSampling.Policies;

/// <summary>Keeps the traces on which another policy has no opinion, and has no opinion on the others.</summary>
/// <param name="inner">A policy that matches; coins and limits have no useful opposite.</param>
internal sealed class NotPolicy(string name, ITracePolicy inner) : ITracePolicy
{
    private readonly string _reason = "not " + name;

    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now) =>
        inner.Ask(trace, now).Opinion == Opinion.None ? PolicyVerdict.Keep(_reason) : PolicyVerdict.None;
}
