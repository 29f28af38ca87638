using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Watches dead letters for traced messages, and records each with <see cref="Undelivered"/>.</summary>
internal sealed class UndeliveredRecorder : ReceiveActor
{
    // Other libraries' envelopes around ours: so many are opened to find it.
    private const int MaxDepth = 8;

    public UndeliveredRecorder(Tracer tracer)
    {
        Receive<AllDeadLetters>(letter =>
        {
            if (Find(letter.Message) is { } envelope)
                Undelivered.Record(tracer, envelope, Reason(letter), letter.Recipient?.Path);
        });
    }

    private static Props Props(Tracer tracer) => Akka.Actor.Props.Create(() => new UndeliveredRecorder(tracer));

    /// <summary>Starts the actor. It is subscribed when this returns; dead letters that come while it still starts wait
    /// in its mailbox.</summary>
    public static void Start(ExtendedActorSystem system, Tracer tracer) => system.EventStream.Subscribe(
        system.SystemActorOf(Props(tracer), "tracing-undelivered"), typeof(AllDeadLetters));

    private static string Reason(AllDeadLetters letter) => letter switch
    {
        Dropped dropped => dropped.Reason,
        // A traced actor opens the envelope first, so an unhandled envelope comes from an actor that cannot open it.
        UnhandledMessage => "the actor does not open envelopes",
        _ => "dead letter",
    };

    private static TraceEnvelope? Find(object message)
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (message is TraceEnvelope envelope) return envelope;
            if (message is not IWrappedMessage wrapped) return null;
            message = wrapped.Message;
        }
        return null;
    }
}
