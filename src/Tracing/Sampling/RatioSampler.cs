namespace Tracing.Sampling;

/// <summary>Keeps a share of all traces, chosen by the trace id. All nodes with the same ratio decide the
/// same.</summary>
/// <remarks>
/// A trace that is kept at one ratio is kept at every higher one. Uses the low 56 bits of the id (RATIONALE "Why 56
/// bits for sampling?"). Immutable: to change the ratio, set another sampler.
/// </remarks>
public sealed class RatioSampler : ISampler
{
    private const ulong IdSpace = 1ul << 56;

    private readonly ulong _rejectBelow;
    private readonly double _probability;

    /// <param name="ratio">0 to 1; rounded to a multiple of 2⁻⁵⁶.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is outside of that range, or not a number.</exception>
    public RatioSampler(double ratio)
    {
        if (ratio is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "must be from 0 to 1");
        // The kept part is rounded, not the rejected one, so that a small ratio keeps its precision.
        var kept = (ulong)Math.Round(ratio * IdSpace);
        _rejectBelow = IdSpace - kept;
        _probability = (double)kept / IdSpace;
    }

    public SamplingDecision Decide(in SamplingRequest request) => Keeps(request.TraceId)
        ? new SamplingDecision(true, _probability, "within the ratio")
        : new SamplingDecision(false, _probability, "outside of the ratio");

    public bool Keeps(TraceId id) => (id.Low & (IdSpace - 1)) >= _rejectBelow;
}
