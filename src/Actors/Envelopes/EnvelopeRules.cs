using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>Decides how a message is wrapped: around it, inside a router's envelope, or not at all.</summary>
internal static class EnvelopeRules
{
    /// <summary>Wraps a message that is sent under a span, and counts it as the span's child.</summary>
    /// <param name="receiver">The receiver, as far as it is known; null: it is not.</param>
    /// <param name="chainNanos">The age from which a trace is checked for work without end.</param>
    public static object Wrap(object message, Span span, ActorPath? receiver, long chainNanos)
    {
        if (IsTooLate(span)) return message;
        if (receiver is not null && EndlessChains.Recurs(span, receiver, message, chainNanos))
            return LinkTo(span, message);
        // Only the router knows how many routees get a broadcast.
        if (message is Broadcast) return WrapOpenEnded(message, span);
        return MayWrapWithin(message) ? Around(message, Counted(span)) : message;
    }

    /// <summary>Wraps a message whose number of receivers the sender cannot know.</summary>
    public static object WrapOpenEnded(object message, Span span) =>
        MayWrapWithin(message) && !IsTooLate(span) ? Around(message, OpenEnded(span)) : message;

    /// <summary>Returns the message of a trace that does not go on with it: where some actors start traces, it links to
    /// this one.</summary>
    public static object LinkTo(Span span, object message) => StartsAnywhere.IsOn && MayWrap(message)
        ? TraceEnvelope.Create(message, EnvelopeStamp.LinkTo(span.Context))
        : message;

    /// <summary>Puts a message into an envelope.</summary>
    /// <remarks>Routers look for their own envelopes, so ours goes inside those.</remarks>
    public static object Around(object message, in EnvelopeStamp stamp) => message switch
    {
        Broadcast broadcast => new Broadcast(TraceEnvelope.Create(broadcast.Message, stamp)),
        ConsistentHashableEnvelope hashed =>
            new ConsistentHashableEnvelope(TraceEnvelope.Create(hashed.Message, stamp), hashed.HashKey),
        _ => TraceEnvelope.Create(message, stamp),
    };

    /// <summary>The type that names the message: the inner one where Akka.NET wraps it, as it does for
    /// timers.</summary>
    public static Type TypeOf(object message) =>
        (message is IWrappedMessage wrapped ? wrapped.Message : StateMachineTimer.MessageOf(message) ?? message).GetType();

    /// <summary>True when the message, or the one in a router's envelope, may be wrapped.</summary>
    public static bool MayWrapWithin(object message) => message switch
    {
        Broadcast broadcast => MayWrap(broadcast.Message),
        ConsistentHashableEnvelope hashed => MayWrap(hashed.Message),
        _ => MayWrap(message),
    };

    /// <summary>False for messages that Akka.NET recognises by their type: an envelope would hide them.</summary>
    /// <remarks>A possibly harmful message stays bare because untrusted mode drops it by its type.</remarks>
    public static bool MayWrap(object message) =>
        message is not (null or TraceEnvelope or IAutoReceivedMessage or ISystemMessage or RouterManagementMessage
            or IPossiblyHarmful or RouterEnvelope);

    /// <summary>True for targets that have no handler to open an envelope.</summary>
    /// <remarks>The temporary actor of an Ask, here or on another node, takes the reply as it is. Nobody and the
    /// ignoring reference drop what they get, so a child announced to them would never come.</remarks>
    public static bool TakesBare(ICanTell target) => target is Nobody
        || target is IActorRef { Path: { } path } && path.Depth switch
        {
            2 => path.Parent.Name == "temp",
            1 => path.Name == "ignore" && path.Address.System == "local",
            _ => false,
        };

    /// <summary>True when the span has ended, and work that it left running has joined its trace often enough. Counts
    /// one such act.</summary>
    public static bool IsTooLate(Span span) => span.IsSampled && span.HasEnded && !LateWork.Joins(span);

    /// <summary>Announces one child of the span.</summary>
    public static EnvelopeStamp Counted(Span span) => Stamp(span, isDetached: span.IsSampled && !span.CountChild());

    /// <summary>Marks the span as one whose number of children cannot be known.</summary>
    public static EnvelopeStamp OpenEnded(Span span)
    {
        span.MarkChildrenOpen();
        // Ask after marking: a span that ended before the mark does not report it.
        return Stamp(span, isDetached: span.IsSampled && span.HasEnded);
    }

    private static EnvelopeStamp Stamp(Span span, bool isDetached) =>
        new(span, span.IsSampled ? span.Tracer.Clock.MonotonicNanos() : 0, isDetached);
}
