namespace Tracing.Sampling;

/// <summary>Drops every trace.</summary>
public sealed class AlwaysOffSampler : ISampler
{
    private AlwaysOffSampler()
    {
    }

    public static AlwaysOffSampler Instance { get; } = new();

    public SamplingDecision Decide(in SamplingRequest request) => new(false, 0, "always off");
}
