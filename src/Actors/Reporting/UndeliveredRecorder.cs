using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Watches dead letters for traced messages, and records each (<see cref="Undelivered"/>).</summary>
internal sealed class UndeliveredRecorder : ReceiveActor
{
    /// <summary>Envelopes of others around ours that are looked into.</summary>
    private const int MaxDepth = 8;

    public UndeliveredRecorder(ActorTracing tracing)
    {
        Receive<AllDeadLetters>(letter =>
        {
            if (Find(letter.Message) is { } envelope)
                Undelivered.Record(tracing, envelope, Reason(letter), letter.Recipient?.Path);
        });
    }

    private static Props Props(ActorTracing tracing) => Akka.Actor.Props.Create(() => new UndeliveredRecorder(tracing));

    /// <summary>Starts one. It listens when this returns: what is lost while the actor itself starts waits in its
    /// mailbox.</summary>
    public static void Start(ExtendedActorSystem system, ActorTracing tracing) => system.EventStream.Subscribe(
        system.SystemActorOf(Props(tracing), "tracing-undelivered"), typeof(AllDeadLetters));

    private static string Reason(AllDeadLetters letter) => letter switch
    {
        Dropped dropped => dropped.Reason,
        // A traced actor opens the envelope before it finds that it has no handler.
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
