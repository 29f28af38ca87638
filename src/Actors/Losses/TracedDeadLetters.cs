using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Stands before Akka.NET's dead letters: records each message that has a trace, and passes all messages on
/// bare.</summary>
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
            // The loss is recorded: LossListener must not see a trace, or it would record it again.
            using (ActiveSpan.Enter(null)) ThreadEnvelope.Without(() => inner.Tell(letter, sender));
        }
    }

    private bool Record(ref object message)
    {
        var letter = message as DeadLetter;
        if ((letter?.Message ?? message) is not TraceEnvelope envelope
            || Instrumentation.Of(provider) is not { } instrumentation)
            return false;
        Undelivered.Record(instrumentation.Tracing.Tracer, envelope, "dead letter", letter?.Recipient.Path);
        message = letter is null ? envelope.Message : new DeadLetter(envelope.Message, letter.Sender, letter.Recipient);
        return true;
    }
}
