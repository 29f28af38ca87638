using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The reference of an instrumented top-level actor, usable before the actor has a cell.</summary>
internal sealed class TracedRepointableRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher,
    MailboxSeed seed, IInternalActorRef supervisor, ActorPath path)
    : RepointableActorRef(system, props, dispatcher, seed, supervisor, path), ITracedRef
{
    private readonly MailboxSeed _seed = seed;
    private DirectWay? _way;
    private bool _isStarted;

    public object WithTrace(object message)
    {
        if (_seed.Stream is { } stream)
        {
            stream.Told();
            return message;
        }
        if (Underlying is TracedCell cell) return cell.Capture(new Envelope(message, ActorRefs.NoSender)).Message;
        return _seed.Relay is { } part && RelayedMessage.Captured(message, _seed, part) is { } wrapped
            ? wrapped
            : new SenderSide(_seed, Path, Props.Type).Capture(message, Ambient.Span);
    }

    protected override ActorCell NewCell()
    {
        var cell = _seed.Bind(CellOf.Actor(System, this, Props, Dispatcher, Supervisor, _seed));
        cell.Init(false, _seed);
        return cell;
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (_way is { } way && message is not null) way.Send(message, sender);
        else TellTheCell(message, sender);
    }

    private void TellTheCell(object? message, IActorRef sender)
    {
        if (!_isStarted)
        {
            if (IsStarted) (_way, _isStarted) = (DirectWay.To(Underlying), true);
            // A message that comes before the cell is passed on later, by another thread, so it needs its envelope now.
            else if (TracingInUse.IsOn && message is not null) message = WithTrace(message);
        }
        base.TellInternal(message, sender);
    }
}
