namespace Tracing.TailSampling.Policies;

/// <summary>Keeps a share of the traces that reach it, by the trace id, so that every node decides the same.</summary>
/// <param name="ratio">0 to 1.</param>
internal sealed class ProbabilisticPolicy(double ratio) : ITracePolicy
{
    public PolicyNature Nature => PolicyNature.Coin;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return TraceCoin.Keeps(trace.TraceId, ratio)
            ? PolicyVerdict.Keep("within the ratio", ratio)
            : PolicyVerdict.Drop("outside of the ratio", ratio);
    }
}
