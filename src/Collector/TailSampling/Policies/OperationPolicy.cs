using Tracing.Sampling;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces with a span of a given service and operation.</summary>
/// <param name="rootOnly">Only the root span is looked at.</param>
internal sealed class OperationPolicy(Glob service, Glob operation, bool rootOnly) : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return Matches(trace) ? PolicyVerdict.Keep("operation matches") : PolicyVerdict.None;
    }

    private bool Matches(TraceFacts trace)
    {
        if (rootOnly) return Matches(trace.Root);
        foreach (var one in trace.Operations)
            if (Matches(one))
                return true;
        return false;
    }

    private bool Matches(TraceOperation one) => service.Matches(one.Service) && operation.Matches(one.Name);
}
