using Tracing.Closing;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps partial traces.</summary>
/// <param name="reason">The reason for which they must be partial; null for any.</param>
internal sealed class PartialPolicy(PartialReason? reason) : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return trace.Completeness.Kind == CompletenessKind.Partial && (reason is null || trace.Completeness.Reason == reason)
            ? PolicyVerdict.Keep("is partial")
            : PolicyVerdict.None;
    }
}
