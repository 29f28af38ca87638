namespace Tracing.Actors;

/// <summary>What an envelope says besides its message.</summary>
/// <param name="EnqueuedMonotonicNanos">When it was sent, or on a receiving node when it arrived there.</param>
/// <param name="IsDetached">Sent after its span had ended: nobody counts it.</param>
/// <param name="IsRemote">It came from another process.</param>
internal readonly record struct EnvelopeStamp(
    TraceContext Context, long EnqueuedMonotonicNanos, bool IsDetached = false, bool IsRemote = false);
