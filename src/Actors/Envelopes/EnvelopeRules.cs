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
        // A router passes this one on to a number of routees that only it knows.
        if (message is Broadcast) return WrapOpenEnded(message, span);
        return MayWrapWithin(message) ? Around(message, Counted(span)) : message;
    }

    /// <summary>As <see cref="Wrap"/>, for a send that reaches a number of actors nobody knows beforehand.</summary>
    public static object WrapOpenEnded(object message, Span span) =>
        MayWrapWithin(message) ? Around(message, OpenEnded(span)) : message;

    /// <summary>Puts the envelope where Akka.NET does not trip over it: routers look at their own envelopes themselves,
    /// so ours goes inside.</summary>
    public static object Around(object message, in EnvelopeStamp stamp) => message switch
    {
        Broadcast broadcast => new Broadcast(TraceEnvelope.Create(broadcast.Message, stamp)),
        ConsistentHashableEnvelope hashed =>
            new ConsistentHashableEnvelope(TraceEnvelope.Create(hashed.Message, stamp), hashed.HashKey),
        _ => TraceEnvelope.Create(message, stamp),
    };

    /// <summary>What the message is called: of Akka.NET's own wrapping, such as a timer's, what is inside.</summary>
    public static Type TypeOf(object message) =>
        (message is IWrappedMessage wrapped ? wrapped.Message : message).GetType();

    /// <summary>The message, or what is in a router's envelope, may be wrapped.</summary>
    public static bool MayWrapWithin(object message) => message switch
    {
        Broadcast broadcast => MayWrap(broadcast.Message),
        ConsistentHashableEnvelope hashed => MayWrap(hashed.Message),
        _ => MayWrap(message),
    };

    /// <summary>Akka.NET acts on these by their type, before or instead of the actor: an envelope would hide
    /// them.</summary>
    /// <remarks>A possibly harmful message stays bare because untrusted mode drops it by its type.</remarks>
    public static bool MayWrap(object message) =>
        message is not (null or TraceEnvelope or IAutoReceivedMessage or ISystemMessage or RouterManagementMessage
            or IPossiblyHarmful or RouterEnvelope);

    /// <summary>Targets at which no handler would ever open an envelope.</summary>
    /// <remarks>An Ask's temporary actor, here or on another node, takes the reply as it is; the two references that
    /// swallow what they are told would leave an announced child that never comes.</remarks>
    public static bool TakesBare(ICanTell target) => target is Nobody
        || target is IActorRef { Path: { } path } && path.Depth switch
        {
            2 => path.Parent.Name == "temp",
            1 => path.Name == "ignore" && path.Address.System == "local",
            _ => false,
        };

    /// <summary>Announces one child of the span.</summary>
    public static EnvelopeStamp Counted(Span span) => Stamp(span, isDetached: span.Context.IsSampled && !span.CountChild());

    /// <summary>Announces more children of the span than can be counted.</summary>
    public static EnvelopeStamp OpenEnded(Span span)
    {
        span.MarkChildrenOpen();
        // Asked after the mark: of a span that has ended nobody will read it.
        return Stamp(span, isDetached: span.Context.IsSampled && span.HasEnded);
    }

    private static EnvelopeStamp Stamp(Span span, bool isDetached) =>
        new(span.Context, span.Tracer.Clock.MonotonicNanos(), isDetached);
}
