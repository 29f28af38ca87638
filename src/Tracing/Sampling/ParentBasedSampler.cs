namespace Tracing.Sampling;

/// <summary>Follows the caller's decision, and asks another sampler where there is none.</summary>
/// <param name="root">Asked at roots, and for callers that leave the decision to the receiver.</param>
/// <param name="kept">Asked for traces that the caller keeps, for example to limit a foreign caller; null:
/// keep.</param>
/// <param name="dropped">Asked for traces that the caller drops; null: drop. A trace that it keeps lacks the caller's
/// spans.</param>
/// <remarks>Callers are other processes or actors. Children of a span within the process follow it without
/// asking.</remarks>
public sealed class ParentBasedSampler(ISampler root, ISampler? kept = null, ISampler? dropped = null) : ISampler
{
    /// <summary>The default: keeps every trace that starts here, and traces that callers keep.</summary>
    public static ParentBasedSampler AlwaysOn { get; } = new(AlwaysOnSampler.Instance);

    /// <summary>True when a caller's decision is always followed.</summary>
    internal bool AsksAtRootsOnly => kept is null && dropped is null;

    public SamplingDecision Decide(in SamplingRequest request) => request.Parent.Decision switch
    {
        CallerDecision.None => root.Decide(request),
        CallerDecision.Debug => new SamplingDecision(true, 1, "the parent asks for debugging"),
        CallerDecision.Keep => kept?.Decide(request) ?? new SamplingDecision(true, 1, "the parent is sampled"),
        _ => dropped?.Decide(request) ?? new SamplingDecision(false, 0, "the parent is not sampled"),
    };
}
