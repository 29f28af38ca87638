namespace Tracing.Actors;

/// <summary>What an envelope says besides its message.</summary>
/// <param name="Origin">The <see cref="Span"/> under which it was sent, or what came with it from elsewhere, a
/// <see cref="TraceContext"/> or an <see cref="ArrivedContext"/>: a reference is a sixth of a context, in each envelope.</param>
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
        ArrivedContext arrived => arrived.Context,
        _ => default,
    };

    /// <summary>The message in an envelope that says this; bare where it must not be wrapped.</summary>
    public object Around(object message) =>
        EnvelopeRules.MayWrap(message) ? TraceEnvelope.Create(message, this) : message;

    /// <summary>How long it was on its way between processes; 0 where that is not known.</summary>
    public long WireNanos => Origin is ArrivedContext arrived ? arrived.WireNanos : 0;
}
