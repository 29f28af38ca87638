namespace Tracing.TailSampling;

/// <summary>A configured policy. Policies have counters that belong to one sampler, so each sampler makes its own
/// instance.</summary>
/// <param name="Name">The name in decisions and counts.</param>
public sealed record PolicyDefinition(string Name, PolicyNature Nature, Func<ITracePolicy> Make);
