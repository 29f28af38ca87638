namespace Tracing.TailSampling;

/// <summary>One rule of tail sampling.</summary>
/// <remarks>
/// Pure but for its own counters; one owner, the sampler. Where a trace is its business, it alone answers for it: that
/// is why
/// weights need no knowledge of the policies before and after (RATIONALE "Why does the first opinion decide?").
/// </remarks>
public interface ITracePolicy
{
    PolicyNature Nature { get; }

    PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now);
}
