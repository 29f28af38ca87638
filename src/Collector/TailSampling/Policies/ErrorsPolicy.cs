namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces in which any span has the status error.</summary>
internal sealed class ErrorsPolicy : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return trace.HasError ? PolicyVerdict.Keep("has an error") : PolicyVerdict.None;
    }
}
