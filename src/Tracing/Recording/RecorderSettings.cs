using Tracing.Sampling;

namespace Tracing;

/// <summary>What a <see cref="SpanRecorder"/> is made with.</summary>
public sealed record RecorderSettings
{
    /// <summary>Finished spans that may wait for the reporter. 2 to 16,777,216; rounded up to a power of two.</summary>
    /// <remarks>Held memory is 96 bytes for each, from the first time around the ring on, and the tags and events of those
    /// that wait. See RATIONALE "Why does a full ring refuse?".</remarks>
    public int RingCapacity { get; init; } = 65_536;

    /// <summary>Spans waiting in the ring at which the reporter is woken before its tick.</summary>
    public int WakeAt { get; init; } = 512;

    public SpanLimits Limits { get; init; } = SpanLimits.Default;

    /// <summary>Decides at the root, and for contexts that come from outside. Can be changed while running.</summary>
    public ISampler Sampler { get; init; } = ParentBasedSampler.AlwaysOn;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
