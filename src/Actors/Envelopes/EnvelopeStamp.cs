namespace Tracing.Actors;

/// <summary>The content of an envelope without its message.</summary>
/// <param name="Trace">Never an envelope.</param>
/// <param name="EnqueuedMonotonicNanos">When the message was sent; on a receiving node, when it arrived there.</param>
/// <param name="IsDetached">The message was sent after its span had ended, so no span counts it.</param>
/// <param name="IsRemote">The message came from another process.</param>
/// <param name="IsLink">The trace does not go on with the message: if the message starts a trace, that one links to
/// it.</param>
/// <param name="IsHidden">The message gets no span on the node that it goes to, and what it causes there belongs to the
/// sender's span, which is open-ended.</param>
internal readonly record struct EnvelopeStamp(MessageTrace Trace, long EnqueuedMonotonicNanos,
    bool IsDetached = false, bool IsRemote = false, bool IsLink = false, bool IsHidden = false)
{
    public TraceContext Context => Trace.Context;

    /// <summary>Puts the message into an envelope with this stamp; returns it bare where it must not be
    /// wrapped.</summary>
    public object Around(object message) =>
        EnvelopeRules.MayWrap(message) ? TraceEnvelope.Create(message, this) : message;

    /// <summary>The stamp of a message that the trace has led to and does not contain.</summary>
    public static EnvelopeStamp LinkTo(in TraceContext context) => new(context, 0, IsLink: true);
}
