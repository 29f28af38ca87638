namespace Tracing.Sampling;

/// <summary>Decides whether a trace is recorded, before anything of it is.</summary>
/// <remarks>Asked at each root and for each context that comes from outside; children within the process follow their
/// parent. Called on any thread; must not throw, block or allocate.</remarks>
public interface ISampler
{
    SamplingDecision Decide(in SamplingRequest request);
}
