namespace Tracing.Sampling;

/// <summary>Decides, before anything is recorded, whether a trace is.</summary>
/// <remarks>Asked at each root and for each context that comes from outside; local children follow their parent. Any
/// thread; must not throw, block or allocate.</remarks>
public interface ISampler
{
    SamplingDecision Decide(in SamplingRequest request);
}
