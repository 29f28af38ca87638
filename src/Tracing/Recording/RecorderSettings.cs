using Tracing.Sampling;

namespace Tracing;

/// <summary>The settings of a <see cref="SpanRecorder"/>.</summary>
public sealed record RecorderSettings
{
    /// <summary>The number of finished spans that may wait for the reporter. 2 to 16,777,216; default 65,536;
    /// <c>tracing.buffer-capacity</c>.</summary>
    /// <remarks>Each thread fills pages of its own, of up to 64 spans (in a small buffer, of 1/32 of it). Room on a
    /// page that one thread has begun is not available to others, so choose more than 64 for each thread. Memory: 88
    /// bytes for each span of the largest number that has waited at once, and the tags and events of those that wait.
    /// See RATIONALE "Why does a full buffer refuse?".</remarks>
    public int BufferCapacity { get; init; } = 65_536;

    /// <summary>The reporter is woken before its next tick when this many spans wait on full pages. 1 to the buffer's
    /// capacity; default 512.</summary>
    /// <remarks>A page holds at most 1/8 of this number.</remarks>
    public int WakeAt { get; init; } = 512;

    public SpanLimits Limits { get; init; } = SpanLimits.Default;

    /// <summary>The head sampler: decides at roots, and for contexts that come from outside. Can be changed while the
    /// recorder runs.</summary>
    public ISampler Sampler { get; init; } = ParentBasedSampler.AlwaysOn;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
