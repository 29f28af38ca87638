namespace Tracing.TailSampling;

/// <summary>A policy as it was configured. Policies with counters belong to one sampler, so each sampler makes its
/// own.</summary>
/// <param name="Name">For decisions and counts.</param>
public sealed record PolicyDefinition(string Name, PolicyNature Nature, Func<ITracePolicy> Make);
