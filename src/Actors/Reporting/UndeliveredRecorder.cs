using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Records a span for each traced message that no handler got, so that the count comes out and the loss is seen.</summary>
internal sealed class UndeliveredRecorder : ReceiveActor
{
    public UndeliveredRecorder(ActorTracing tracing)
    {
        Receive<AllDeadLetters>(letter => letter.Message is TraceEnvelope, letter => Record(tracing, letter));
        // Other dead letters are not ours, nor unhandled.
        ReceiveAny(static _ => { });
    }

    public static Props Props(ActorTracing tracing) => Akka.Actor.Props.Create(() => new UndeliveredRecorder(tracing));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AllDeadLetters));

    private static void Record(ActorTracing tracing, AllDeadLetters letter)
    {
        var envelope = (TraceEnvelope)letter.Message;
        if (!envelope.Context.IsSampled) return;
        var span = tracing.Tracer.Start(
            $"undelivered {envelope.Message.GetType().Name}", envelope.Context, SpanKind.Consumer);
        if (envelope.Stamp.IsDetached) span.MarkDetached();
        span.SetTag(TracingTags.Undelivered, letter is Dropped dropped ? dropped.Reason : "dead letter")
            .SetTag("messaging.system", "akka")
            .SetTag("akka.message.type", envelope.Message.GetType().FullName)
            .SetTag("akka.actor.path", letter.Recipient?.Path.ToStringWithoutAddress())
            .SetStatus(SpanStatus.Error, "the message was not delivered")
            .End();
    }
}
