using Tracing.Sampling;

namespace Tracing;

/// <summary>What a <see cref="SpanRecorder"/> is made with.</summary>
public sealed record RecorderSettings
{
    /// <summary>Finished spans that may wait for the reporter. 2 to 16,777,216; default 65,536,
    /// <c>tracing.ring-capacity</c>.</summary>
    /// <remarks>Each thread fills sheets of its own, of up to 64 spans (of a 32nd of the ring, where that is less): what is left on
    /// those that others have begun is no room for it, so a ring should have more than 64 for each thread. Held memory is 88
    /// bytes for each of the most that have waited at once, and the tags and events of those that wait. See RATIONALE "Why does a
    /// full ring refuse?".</remarks>
    public int RingCapacity { get; init; } = 65_536;

    /// <summary>Spans waiting on full sheets at which the reporter is woken before its tick. 512; at least 1, at most the
    /// ring's capacity.</summary>
    /// <remarks>A sheet has an eighth of it at most.</remarks>
    public int WakeAt { get; init; } = 512;

    public SpanLimits Limits { get; init; } = SpanLimits.Default;

    /// <summary>Decides at the root, and for contexts that come from outside. Can be changed while running.</summary>
    public ISampler Sampler { get; init; } = ParentBasedSampler.AlwaysOn;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
