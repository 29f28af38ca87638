using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>Decides how a message is wrapped: around, inside, or not at all.</summary>
internal static class EnvelopeRules
{
    /// <summary>Wraps a message under a span and counts it there.</summary>
    public static object Wrap(object message, Span span)
    {
        switch (message)
        {
            // Routers look at these two themselves, so the envelope goes inside.
            case Broadcast broadcast:
                if (!MayWrap(broadcast.Message)) return message;
                span.MarkChildrenOpen();
                return new Broadcast(TraceEnvelope.Create(broadcast.Message, Stamp(span, isDetached: false)));
            case ConsistentHashableEnvelope hashed:
                return MayWrap(hashed.Message)
                    ? new ConsistentHashableEnvelope(Wrap(hashed.Message, span), hashed.HashKey)
                    : message;
        }
        return MayWrap(message)
            ? TraceEnvelope.Create(message, Stamp(span, isDetached: span.Context.IsSampled && !span.CountChild()))
            : message;
    }

    /// <summary>As <see cref="Wrap"/>, for a send that reaches a number of actors nobody knows beforehand.</summary>
    public static object WrapOpenEnded(object message, Span span)
    {
        if (!MayWrap(message) || message is RouterEnvelope) return Wrap(message, span);
        span.MarkChildrenOpen();
        return TraceEnvelope.Create(message, Stamp(span, isDetached: false));
    }

    /// <summary>Akka.NET acts on these by their type, before or instead of the actor: an envelope would hide them.</summary>
    /// <remarks>A possibly harmful message stays bare because untrusted mode drops it by its type.</remarks>
    public static bool MayWrap(object message) =>
        message is not (null or TraceEnvelope or IAutoReceivedMessage or ISystemMessage or RouterManagementMessage
            or IPossiblyHarmful or RouterEnvelope);

    /// <summary>An Ask's temporary actor, here or on another node: it takes the reply as it is, and nobody else.</summary>
    public static bool IsAskReply(ICanTell target) =>
        target is IActorRef { Path: { Depth: 2 } path } && path.Parent.Name == "temp";

    private static EnvelopeStamp Stamp(Span span, bool isDetached) =>
        new(span.Context, span.Tracer.Clock.MonotonicNanos(), isDetached);
}
