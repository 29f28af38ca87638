using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>An instrumented actor's reference, as Akka.NET makes it for children.</summary>
internal sealed class TracedLocalRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxSeed seed,
    IInternalActorRef supervisor, ActorPath path) : LocalActorRef(system, props, dispatcher, seed, supervisor, path), ITracedRef
{
    public object WithTrace(object message) =>
        ((TracedCell)Cell).Capture(new Envelope(message, ActorRefs.NoSender)).Message;

    // Called by the base's constructor: only what it has set is there.
    protected override ActorCell NewActorCell(ActorSystemImpl system, IInternalActorRef self, Props props,
        MessageDispatcher dispatcher, IInternalActorRef supervisor)
    {
        var seed = (MailboxSeed)MailboxType;
        return seed.Bind(new TracedCell(system, self, props, dispatcher, supervisor, seed));
    }
}
