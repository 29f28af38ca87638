namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces whose number of spans is within two bounds, which are included.</summary>
internal sealed class SpanCountPolicy(int min, int max) : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return trace.SpanCount >= min && trace.SpanCount <= max ? PolicyVerdict.Keep("span count matches") : PolicyVerdict.None;
    }
}
