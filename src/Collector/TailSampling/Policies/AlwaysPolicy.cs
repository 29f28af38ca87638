namespace Tracing.TailSampling.Policies;

/// <summary>Keeps every trace that reaches it.</summary>
internal sealed class AlwaysPolicy : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now) => PolicyVerdict.Keep("always");
}
