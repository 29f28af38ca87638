namespace Tracing.TailSampling;

/// <summary>A policy of tail sampling.</summary>
/// <remarks>
/// Pure but for its own counters; one owner, the sampler. A policy that has an opinion on a trace decides alone, so its
/// weights do not depend on other policies (RATIONALE "Why does the first opinion decide?").
/// </remarks>
public interface ITracePolicy
{
    PolicyNature Nature { get; }

    PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now);
}
