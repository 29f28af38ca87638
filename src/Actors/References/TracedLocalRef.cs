using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The reference of an instrumented child actor.</summary>
internal sealed class TracedLocalRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher,
    MailboxSeed seed, IInternalActorRef supervisor, ActorPath path)
    : LocalActorRef(system, props, dispatcher, seed, supervisor, path), ITracedRef
{
    private DirectWay? _way;
    private bool _isWayKnown;

    public object WithTrace(object message) =>
        ((TracedCell)Cell).Capture(new Envelope(message, ActorRefs.NoSender)).Message;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (_way is { } way && message is not null) way.Send(message, sender);
        else TellTheCell(message, sender);
    }

    private void TellTheCell(object? message, IActorRef sender)
    {
        if (!_isWayKnown) _way = DirectWay.To(Cell);
        _isWayKnown = true;
        base.TellInternal(message, sender);
    }

    // The base's constructor calls this, before any field of this class is set.
    protected override ActorCell NewActorCell(ActorSystemImpl system, IInternalActorRef self, Props props,
        MessageDispatcher dispatcher, IInternalActorRef supervisor)
    {
        var seed = (MailboxSeed)MailboxType;
        return seed.Bind(CellOf.Actor(system, self, props, dispatcher, supervisor, seed));
    }
}
