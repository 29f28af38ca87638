using Akka.Actor;
using Akka.Event;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>A message with the trace that it belongs to. Traced actors open it; handlers see the message
/// inside.</summary>
/// <remarks>
/// It passes mailboxes, stashes, routers and remoting like any message. <see cref="For"/> makes one; messages that
/// Akka.NET treats specially get an envelope that keeps the treatment, or none (RATIONALE "What is never wrapped?").
/// Immutable.
/// </remarks>
public class TraceEnvelope : IWrappedMessage
{
    private static volatile bool _areUsed;

    private protected TraceEnvelope(object message, in EnvelopeStamp stamp)
    {
        if (!_areUsed) _areUsed = true;
        Message = message;
        Stamp = stamp;
    }

    public object Message { get; }

    /// <summary>The trace, and the span under which the message was sent.</summary>
    public TraceContext Context => Stamp.Context;

    internal EnvelopeStamp Stamp { get; }

    /// <summary>True for envelopes. Looks at the message only after the process has made its first envelope.</summary>
    internal static bool Is(object message) => _areUsed && message is TraceEnvelope;

    /// <summary>Puts a message into an envelope with the current span's context, and counts it as that span's
    /// child.</summary>
    /// <returns>The message itself where no span is current, or where it must not be wrapped.</returns>
    /// <remarks>Send the result exactly once: it is one announced child. For timers and schedulers, call it when
    /// scheduling, and schedule once. The delay counts as waiting; a cancelled timer makes its trace close as
    /// partial. A timer that its own handler sets again ends the trace (RATIONALE "When does a trace not go
    /// on?").</remarks>
    public static object For(object message)
    {
        var span = Span.Current;
        if (span is null || !span.Context.IsValid) return message;
        return ExplicitTurns.End(span, message)
            ? EnvelopeRules.LinkTo(span, message)
            : EnvelopeRules.Wrap(
                message, span, ActorCell.GetCurrentSelfOrNoSender()?.Path, EndlessChains.ExplicitAgeNanos);
    }

    /// <summary>Puts a message into an envelope like <see cref="For"/>, when the number of receivers is not known, as
    /// for the message within a <c>Publish</c>.</summary>
    /// <remarks>The current span becomes open-ended, and its trace closes after a quiet time.</remarks>
    public static object ForMany(object message)
    {
        var span = Span.Current;
        return span is null || !span.Context.IsValid ? message : EnvelopeRules.WrapOpenEnded(message, span);
    }

    /// <summary>Returns the message inside an envelope; any other message as it is.</summary>
    public static object Unwrap(object message) => message is TraceEnvelope envelope ? envelope.Message : message;

    /// <summary>Puts another message into the same envelope, for code that unpacks messages on their way.</summary>
    /// <returns>The message itself where it must not be wrapped.</returns>
    /// <remarks>Both are the one announced child: send one of them, not both.</remarks>
    public object Rewrap(object message) =>
        ReferenceEquals(message, Message) ? this : Stamp.Around(message);

    /// <summary>Adapts a hash mapping of a consistent-hashing router so that it sees the message inside an
    /// envelope.</summary>
    public static ConsistentHashMapping HashMapping(ConsistentHashMapping mapping) =>
        message => mapping(Unwrap(message));

    public override string ToString() => $"TraceEnvelope({Message}, {Context.TraceId}/{Context.SpanId})";

    // Akka.NET reads these three interfaces from what it is sent, so the envelope has those that its message has.
    internal static TraceEnvelope Create(object message, in EnvelopeStamp stamp) =>
        (message is INotInfluenceReceiveTimeout, message is IConsistentHashable, message is IDeadLetterSuppression) switch
        {
            (false, false, false) => new TraceEnvelope(message, stamp),
            (true, false, false) => new Quiet(message, stamp),
            (false, true, false) => new Hashable(message, stamp),
            (true, true, false) => new QuietHashable(message, stamp),
            (false, false, true) => new Expendable(message, stamp),
            (true, false, true) => new QuietExpendable(message, stamp),
            (false, true, true) => new HashableExpendable(message, stamp),
            (true, true, true) => new QuietHashableExpendable(message, stamp),
        };

    private sealed class Quiet(object message, in EnvelopeStamp stamp)
        : TraceEnvelope(message, stamp), INotInfluenceReceiveTimeout;

    private class Hashable(object message, in EnvelopeStamp stamp) : TraceEnvelope(message, stamp), IConsistentHashable
    {
        public object ConsistentHashKey => ((IConsistentHashable)Message).ConsistentHashKey;
    }

    private sealed class QuietHashable(object message, in EnvelopeStamp stamp)
        : Hashable(message, stamp), INotInfluenceReceiveTimeout;

    private sealed class Expendable(object message, in EnvelopeStamp stamp)
        : TraceEnvelope(message, stamp), IDeadLetterSuppression;

    private sealed class QuietExpendable(object message, in EnvelopeStamp stamp)
        : TraceEnvelope(message, stamp), INotInfluenceReceiveTimeout, IDeadLetterSuppression;

    private sealed class HashableExpendable(object message, in EnvelopeStamp stamp)
        : Hashable(message, stamp), IDeadLetterSuppression;

    private sealed class QuietHashableExpendable(object message, in EnvelopeStamp stamp)
        : Hashable(message, stamp), INotInfluenceReceiveTimeout, IDeadLetterSuppression;
}
