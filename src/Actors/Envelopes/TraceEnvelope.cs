using Akka.Actor;
using Akka.Event;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>A message with the trace that it belongs to. Traced actors open it; handlers see the message
/// inside.</summary>
/// <remarks>
/// It travels by itself through mailboxes, stashes, routers and remoting. Made by <see cref="For"/>, which gives
/// messages
/// that Akka.NET treats specially an envelope that keeps the treatment, or none (RATIONALE "What is never wrapped?").
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

    /// <summary>What was sent.</summary>
    public object Message { get; }

    /// <summary>The trace, and the span under which the message was sent.</summary>
    public TraceContext Context => Stamp.Context;

    internal EnvelopeStamp Stamp { get; }

    /// <summary>As C#'s <c>is</c>, for all messages alike: no message is looked at before the process has had an
    /// envelope.</summary>
    internal static bool Is(object message) => _areUsed && message is TraceEnvelope;

    /// <summary>The message with the current span's context, counted by that span; the message itself where there is
    /// none,
    /// or where it must not be wrapped.</summary>
    /// <remarks>Send what this returns exactly once: it is one announced child. For timers and schedulers: call it when
    /// scheduling, and schedule once; the delay counts as waiting, and a cancelled timer leaves its trace to close as
    /// partial.</remarks>
    public static object For(object message)
    {
        var span = Span.Current;
        return span is null || !span.Context.IsValid ? message : EnvelopeRules.Wrap(message, span);
    }

    /// <summary>As <see cref="For"/>, for what reaches a number of actors that nobody knows beforehand, such as the message
    /// within a <c>Publish</c>.</summary>
    /// <remarks>The current span becomes open-ended: its trace closes when it has settled.</remarks>
    public static object ForMany(object message)
    {
        var span = Span.Current;
        return span is null || !span.Context.IsValid ? message : EnvelopeRules.WrapOpenEnded(message, span);
    }

    /// <summary>The message inside, or what was given when it is no envelope.</summary>
    public static object Unwrap(object message) => message is TraceEnvelope envelope ? envelope.Message : message;

    /// <summary>Another message in the same envelope, for whoever takes messages apart on their way; bare where it must not
    /// be wrapped.</summary>
    /// <remarks>It is still the one child that was announced: send either, not both.</remarks>
    public object Rewrap(object message) =>
        ReferenceEquals(message, Message) ? this : Stamp.Around(message);

    /// <summary>A hash mapping for consistent-hashing routers that sees the message instead of its envelope.</summary>
    public static ConsistentHashMapping HashMapping(ConsistentHashMapping mapping) => message => mapping(Unwrap(message));

    public override string ToString() => $"TraceEnvelope({Message}, {Context.TraceId}/{Context.SpanId})";

    // What Akka.NET asks of a message by its interfaces, it asks of the envelope: so the envelope has them too.
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
