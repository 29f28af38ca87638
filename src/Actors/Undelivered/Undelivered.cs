using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Records a span for a traced message that no handler gets, so that its sender's count comes out and the loss
/// is seen.</summary>
internal static class Undelivered
{
    public static void Record(Tracer tracer, TraceEnvelope envelope, string reason, ActorPath? recipient) =>
        Record(tracer, envelope.Stamp, envelope.Message.GetType(), reason, recipient, null);

    /// <summary>Records a timer that was cancelled. That is no error, but its span counted the message.</summary>
    public static void Cancelled(Tracer tracer, TraceEnvelope envelope, ActorPath? recipient)
    {
        if (IsHidden(envelope.Stamp) || !envelope.Context.IsSampled) return;
        var message = EnvelopeRules.TypeOf(envelope.Message);
        var span = tracer.Start($"cancelled {ShortTypeName.Of(message)}", envelope.Context, SpanKind.Producer);
        if (envelope.Stamp.IsDetached) span.MarkDetached();
        span.SetTag(TracingTags.Undelivered, "cancelled").SetTag("messaging.system", "akka")
            .SetTag("akka.message.type", FullTypeName.Of(message));
        if (recipient is not null) span.SetTag("akka.actor.path", recipient.ToStringWithoutAddress());
        span.End();
    }

    /// <param name="message">The message's type; null where the message could not be read.</param>
    /// <param name="cause">The exception that explains the loss; null: there is none.</param>
    public static void Record(Tracer tracer, in EnvelopeStamp stamp, Type? message, string reason,
        ActorPath? recipient, Exception? cause)
    {
        if (IsHidden(stamp) || !stamp.Context.IsSampled) return;
        var name = message is null ? "undelivered message" : $"undelivered {ShortTypeName.Of(message)}";
        var span = tracer.Start(name, stamp.Context, SpanKind.Consumer);
        if (stamp.IsDetached) span.MarkDetached();
        if (stamp.IsRemote) span.MarkRemoteParent();
        span.SetTag(TracingTags.Undelivered, reason).SetTag("messaging.system", "akka");
        if (message is not null) span.SetTag("akka.message.type", FullTypeName.Of(message));
        if (recipient is not null) span.SetTag("akka.actor.path", recipient.ToStringWithoutAddress());
        if (cause is not null) span.Fail(cause);
        else span.SetStatus(SpanStatus.Error, "the message was not delivered").SetTag("error.type", "undelivered");
        span.End();
    }

    // Nobody has counted such a message.
    private static bool IsHidden(in EnvelopeStamp stamp)
    {
        stamp.Trace.Hidden?.Release();
        return stamp.IsLink || stamp.IsHidden || stamp.Trace.Hidden is not null;
    }
}
