using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of a journal or a snapshot store: it makes no spans, and tells a persistent actor's cell what the
/// actor asks for.</summary>
internal sealed class PluginCell(ActorSystemImpl system, IInternalActorRef self, Props props,
    MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    public override Envelope Capture(in Envelope envelope)
    {
        // On the thread of the persistent actor, within its turn.
        if (Ambient.Span is { } span && envelope.Sender is ActorRefWithCell { Underlying: PersistentCell asker })
            asker.Asks(envelope.Message, span);
        return envelope;
    }
}
