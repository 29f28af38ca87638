using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Records each traced message that becomes a dead letter or stays unhandled in its envelope, and takes it out
/// of the envelope, so that other subscribers find the message that was sent.</summary>
/// <remarks>No actor: it must be done before a subscriber's own thread looks at the dead letter. It runs on the thread
/// that publishes.</remarks>
internal sealed class UndeliveredListener(IActorRefProvider provider, Tracer tracer) : MinimalActorRef
{
    // Other libraries' envelopes around ours: so many are opened to find it.
    private const int MaxDepth = 8;

    // The event bus tells the subscribers of a class in the order in which they subscribed.
    private static readonly Type[] _classes =
        [typeof(DeadLetter), typeof(SuppressedDeadLetter), typeof(UnhandledMessage), typeof(Dropped)];

    public override ActorPath Path { get; } = provider.RootPath / "tracing-undelivered";

    public override IActorRefProvider Provider => provider;

    public void Subscribe(EventStream events)
    {
        foreach (var type in _classes) events.Subscribe(this, type);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (!TracingInUse.IsOn || message is not AllDeadLetters letter || Find(letter.Message) is not { } envelope) return;
        Undelivered.Record(tracer, envelope, Reason(letter), letter.Recipient?.Path);
        if (ReferenceEquals(letter.Message, envelope) && AkkaMembers.HasLetterMessage)
            AkkaMembers.LetterMessage(letter) = envelope.Message;
    }

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
