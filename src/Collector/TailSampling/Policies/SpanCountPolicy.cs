namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces of so many spans.</summary>
/// <param name="min">Included.</param>
/// <param name="max">Included.</param>
public sealed class SpanCountPolicy(int min, int max) : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return trace.SpanCount >= min && trace.SpanCount <= max ? PolicyVerdict.Keep("span count matches") : PolicyVerdict.None;
    }
}
