namespace Tracing.TailSampling.Policies;

/// <summary>Keeps what another policy has no opinion on, and the other way round.</summary>
/// <param name="inner">One that matches: the opposite of a coin or a limit says nothing.</param>
internal sealed class NotPolicy(string name, ITracePolicy inner) : ITracePolicy
{
    private readonly string _reason = "not " + name;

    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now) =>
        inner.Ask(trace, now).Opinion == Opinion.None ? PolicyVerdict.Keep(_reason) : PolicyVerdict.None;
}
