using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of an actor of Akka.Streams: the stream belongs to the handler that has started it, and makes no
/// spans.</summary>
/// <remarks>What its stages send are children of that handler's span, which is held until the stream has ended. An
/// element that comes from elsewhere, such as one that is offered to a queue, may wait in a buffer and cannot be
/// followed: its sender's span becomes open-ended.</remarks>
internal sealed class StreamCell(ActorSystemImpl system, IInternalActorRef self, Props props,
    MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed, StreamOwner owner)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    public override Envelope Capture(in Envelope envelope)
    {
        owner.Told();
        return envelope;
    }

    public override void Stopped()
    {
        owner.Release();
        base.Stopped();
    }

    protected override ActorBase CreateNewActorInstance()
    {
        var actor = base.CreateNewActorInstance();
        // PreStart comes next and runs the stream. The thread's own context is restored after this run of the actor.
        if (OwnsThread && owner.Span is { } span) ActiveSpan.Enter(span);
        return actor;
    }

    protected override void ReceiveMessage(object message)
    {
        using (ActiveSpan.Enter(owner.Span)) base.ReceiveMessage(message);
    }
}
