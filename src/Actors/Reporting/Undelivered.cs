using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The span of a traced message that no handler gets, so that the count comes out and the loss is
/// seen.</summary>
internal static class Undelivered
{
    public static void Record(ActorTracing tracing, TraceEnvelope envelope, string reason, ActorPath? recipient) =>
        Record(tracing, envelope.Stamp, envelope.Message.GetType(), reason, recipient, null);

    /// <summary>A timer that was set and stopped again: nothing went wrong, and the count must come out.</summary>
    public static void Cancelled(ActorTracing tracing, TraceEnvelope envelope, ActorPath? recipient)
    {
        if (!envelope.Context.IsSampled) return;
        var message = EnvelopeRules.TypeOf(envelope.Message);
        var span = tracing.Tracer.Start($"cancelled {HandlerLabel.ShortName(message)}", envelope.Context, SpanKind.Producer);
        if (envelope.Stamp.IsDetached) span.MarkDetached();
        span.SetTag(TracingTags.Undelivered, "cancelled").SetTag("messaging.system", "akka")
            .SetTag("akka.message.type", message.FullName);
        if (recipient is not null) span.SetTag("akka.actor.path", recipient.ToStringWithoutAddress());
        span.End();
    }

    /// <param name="message">Null where it could not be read.</param>
    /// <param name="cause">Why, where an exception says it.</param>
    public static void Record(ActorTracing tracing, in EnvelopeStamp stamp, Type? message, string reason,
        ActorPath? recipient, Exception? cause)
    {
        if (!stamp.Context.IsSampled) return;
        var name = message is null ? "undelivered message" : $"undelivered {HandlerLabel.ShortName(message)}";
        var span = tracing.Tracer.Start(name, stamp.Context, SpanKind.Consumer);
        if (stamp.IsDetached) span.MarkDetached();
        if (stamp.IsRemote) span.MarkRemoteParent();
        span.SetTag(TracingTags.Undelivered, reason).SetTag("messaging.system", "akka");
        if (message is not null) span.SetTag("akka.message.type", message.FullName);
        if (recipient is not null) span.SetTag("akka.actor.path", recipient.ToStringWithoutAddress());
        if (cause is not null) span.Fail(cause);
        else span.SetStatus(SpanStatus.Error, "the message was not delivered");
        span.End();
    }
}
