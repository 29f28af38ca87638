using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Where messages go that no actor gets: those with a trace are recorded, and all go on bare to Akka.NET's own dead
/// letters.</summary>
internal sealed class TracedDeadLetters(IActorRefProvider provider, IInternalActorRef inner) : MinimalActorRef
{
    public override ActorPath Path => inner.Path;

    public override IActorRefProvider Provider => provider;

    public override void SendSystemMessage(ISystemMessage message) => inner.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (!TracingInUse.IsOn || !Record(ref message)) inner.Tell(message, sender);
        else
        {
            var letter = message;
            // It is recorded: whoever listens to dead letters must not take it for one more.
            using (ActiveSpan.Enter(null)) Arrival.Without(() => inner.Tell(letter, sender));
        }
    }

    private bool Record(ref object message)
    {
        var letter = message as DeadLetter;
        if ((letter?.Message ?? message) is not TraceEnvelope envelope
            || provider is not ITracedProvider { Instrumentation: { } instrumentation })
            return false;
        Undelivered.Record(instrumentation.Tracing, envelope, "dead letter", letter?.Recipient.Path);
        message = letter is null ? envelope.Message : new DeadLetter(envelope.Message, letter.Sender, letter.Recipient);
        return true;
    }
}
