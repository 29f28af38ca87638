namespace Tracing.Sampling;

/// <summary>Keeps a share of all traces, by the trace id: every node with the same ratio decides the same.</summary>
/// <remarks>
/// A trace kept at one ratio is kept at every higher one. Looks at the low 56 bits, those that W3C's random flag
/// speaks of (RATIONALE "Why 56 bits for sampling?"). Immutable: to change the ratio, put another in its place.
/// </remarks>
public sealed class RatioSampler : ISampler
{
    private const ulong IdSpace = 1ul << 56;

    private readonly ulong _rejectBelow;
    private readonly double _probability;

    /// <param name="ratio">0 to 1; rounded to a multiple of 2⁻⁵⁶.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is outside of 0 to 1, or not a number.</exception>
    public RatioSampler(double ratio)
    {
        if (ratio is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "must be from 0 to 1");
        // The kept part is rounded, not the rejected one: small ratios have their digits there.
        var kept = (ulong)Math.Round(ratio * IdSpace);
        _rejectBelow = IdSpace - kept;
        _probability = (double)kept / IdSpace;
    }

    public SamplingDecision Decide(in SamplingRequest request) => Keeps(request.TraceId)
        ? new SamplingDecision(true, _probability, "within the ratio")
        : new SamplingDecision(false, _probability, "outside of the ratio");

    public bool Keeps(TraceId id) => (id.Low & (IdSpace - 1)) >= _rejectBelow;
}
