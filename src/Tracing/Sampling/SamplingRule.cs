namespace Tracing.Sampling;

/// <summary>A sampler for the spans whose service and operation match two patterns.</summary>
/// <param name="service">The pattern of the service's name.</param>
/// <param name="operation">The pattern of the span's name.</param>
/// <param name="sampler">Decides for spans that match both patterns.</param>
public sealed class SamplingRule(Glob service, Glob operation, ISampler sampler)
{
    // Made once: a decision must not allocate.
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
