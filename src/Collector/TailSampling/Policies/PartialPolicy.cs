using Tracing.Closing;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces that closed before they were whole.</summary>
/// <param name="reason">Null: for whatever reason.</param>
public sealed class PartialPolicy(PartialReason? reason) : ITracePolicy
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
