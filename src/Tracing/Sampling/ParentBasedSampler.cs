namespace Tracing.Sampling;

/// <summary>Follows the caller's decision; asks another sampler only where there is none.</summary>
/// <param name="root">Asked at roots, and for callers that leave it to the receiver.</param>
/// <param name="kept">Asked for what the caller keeps, say to limit a stranger; null: kept.</param>
/// <param name="dropped">Asked for what the caller drops; null: dropped. What it keeps lacks its beginning.</param>
/// <remarks>Callers are other processes or actors: children of a local span follow it unasked.</remarks>
public sealed class ParentBasedSampler(ISampler root, ISampler? kept = null, ISampler? dropped = null) : ISampler
{
    /// <summary>The default: everything that starts here, and what others sampled.</summary>
    public static ParentBasedSampler AlwaysOn { get; } = new(AlwaysOnSampler.Instance);

    /// <summary>What a caller has decided stands as it is.</summary>
    internal bool AsksAtRootsOnly => kept is null && dropped is null;

    public SamplingDecision Decide(in SamplingRequest request) => request.Parent.Decision switch
    {
        CallerDecision.None => root.Decide(request),
        CallerDecision.Debug => new SamplingDecision(true, 1, "the parent asks for debugging"),
        CallerDecision.Keep => kept?.Decide(request) ?? new SamplingDecision(true, 1, "the parent is sampled"),
        _ => dropped?.Decide(request) ?? new SamplingDecision(false, 0, "the parent is not sampled"),
    };
}
