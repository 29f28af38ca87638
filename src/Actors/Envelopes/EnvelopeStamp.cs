namespace Tracing.Actors;

/// <summary>What an envelope says besides its message.</summary>
/// <param name="Origin">The <see cref="Span"/> under which it was sent, or the <see cref="TraceContext"/> that came with it
/// from elsewhere: a reference is a sixth of a context, in each envelope.</param>
/// <param name="EnqueuedMonotonicNanos">When it was sent, or on a receiving node when it arrived there.</param>
/// <param name="IsDetached">Sent after its span had ended: nobody counts it.</param>
/// <param name="IsRemote">It came from another process.</param>
internal readonly record struct EnvelopeStamp(
    object Origin, long EnqueuedMonotonicNanos, bool IsDetached = false, bool IsRemote = false)
{
    public TraceContext Context => Origin switch
    {
        Span span => span.Context,
        TraceContext context => context,
        _ => default,
    };
}
