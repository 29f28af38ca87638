namespace Tracing.Sampling;

/// <summary>Follows the caller's decision; asks another sampler only where there is no caller.</summary>
public sealed class ParentBasedSampler(ISampler root) : ISampler
{
    /// <summary>The default: everything that starts here, and what others sampled.</summary>
    public static ParentBasedSampler AlwaysOn { get; } = new(AlwaysOnSampler.Instance);

    public SamplingDecision Decide(in SamplingRequest request)
    {
        if (!request.Parent.IsValid) return root.Decide(request);
        return request.Parent.IsSampled
            ? new SamplingDecision(true, 1, "the parent is sampled")
            : new SamplingDecision(false, 0, "the parent is not sampled");
    }
}
