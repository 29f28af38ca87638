namespace Tracing.Sampling;

/// <summary>For what matches both patterns, this sampler decides.</summary>
/// <param name="service">Of the service's name.</param>
/// <param name="operation">Of the span's name.</param>
public sealed class SamplingRule(Glob service, Glob operation, ISampler sampler)
{
    // Made here, once: a decision must not build texts.
    private readonly string _kept = $"kept by the rule for {service}, {operation}";
    private readonly string _dropped = $"dropped by the rule for {service}, {operation}";

    public bool Matches(in SamplingRequest request) =>
        service.Matches(request.ServiceName) && operation.Matches(request.Name);

    public SamplingDecision Decide(in SamplingRequest request)
    {
        var decision = sampler.Decide(request);
        return decision with { Reason = decision.Keeps ? _kept : _dropped };
    }
}
