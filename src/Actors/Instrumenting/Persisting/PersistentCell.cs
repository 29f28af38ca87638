using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of a persistent actor: a command's span lasts until the last of its events' handlers has run, and
/// each runs within it.</summary>
/// <remarks>What comes from journals and snapshot stores makes no spans. The lock is for the end of asynchronous commands,
/// which two threads may see.</remarks>
internal sealed class PersistentCell(ActorSystemImpl system, IInternalActorRef self, Props props,
    MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed, PersistenceMembers members)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    private readonly Lock _lock = new();
    private ActorBase? _actor;
    private PendingCallbacks? _pending;

    // The turn that goes on with a span that was held.
    private HeldTurn? _resumed;

    public override Envelope Capture(in Envelope envelope) =>
        members.IsOwn(envelope.Message) ? envelope : base.Capture(envelope);

    public override void Stopped()
    {
        EndAll();
        base.Stopped();
    }

    protected override ActorBase CreateNewActorInstance()
    {
        EndAll();
        var actor = base.CreateNewActorInstance();
        // A traced base class sees to its own spans.
        if (!OpensItself) (_actor, _pending) = (actor, new PendingCallbacks(members.Callbacks(actor)));
        return actor;
    }

    protected override void ReceiveMessage(object message)
    {
        if (_actor is null || !TracingInUse.IsOn) base.ReceiveMessage(message);
        else if (members.IsOwn(message)) ReceiveOwn(message);
        else if (members.Stashes(_actor)) Stash(message, _actor);
        else
        {
            Attribute();
            base.ReceiveMessage(message);
        }
    }

    protected override void CompleteTurn(ThreadFlow? here)
    {
        if (_pending is null) base.CompleteTurn(here);
        else if (Spans.Hold() is { } turn) Keep(turn);
    }

    protected override void EndSpanLeft(Exception? cause)
    {
        if (_pending is null)
        {
            base.EndSpanLeft(cause);
            return;
        }
        lock (_lock)
            if (SpansSoFar?.HoldLeft(cause) is { } turn)
                Keep(turn);
    }

    private void ReceiveOwn(object message)
    {
        Attribute();
        HeldTurn? held;
        lock (_lock) held = members.IsReply(message) ? _pending?.Next : null;
        if (held is null)
        {
            ReceiveBare(message);
            return;
        }
        if (members.IsRefusal(message)) held.Span.SetStatus(SpanStatus.Error, "the journal did not store the event");
        _resumed = held;
        using var current = Spans.Resume(held);
        Run(message);
    }

    // What comes while it recovers, or while its events are written, Akka.NET puts aside without asking the actor.
    private void Stash(object message, ActorBase actor)
    {
        if (NextIn(message) is not { } envelope)
        {
            ReceiveBare(message);
            return;
        }
        var stash = members.Stash(actor);
        var before = stash.Count;
        try
        {
            if (AkkaMembers.HasCurrentMessage) AkkaMembers.SetCurrentMessage(this, envelope);
            ReceiveBare(message);
        }
        finally
        {
            if (AkkaMembers.HasCurrentMessage) AkkaMembers.SetCurrentMessage(this, message);
            if (stash.Count <= before) Spans.Discarded(envelope);
        }
    }

    private void Keep(HeldTurn turn)
    {
        lock (_lock)
        {
            var owner = _resumed is { } resumed && ReferenceEquals(resumed.Span, turn.Span) ? resumed : turn;
            // A resumed turn may have asked by now.
            if (turn.Asked is not null && owner.Asked is null) owner.Asked = turn.Asked;
            _resumed = null;
            _pending?.Follow(owner);
            if (owner.Pending == 0) owner.End();
        }
    }

    // What an earlier turn without a trace has left: those with one have taken theirs.
    private void Attribute()
    {
        EndSpanLeft(null);
        lock (_lock) _pending?.Follow(null);
    }

    // The actor is stopped or made anew: its handlers will not run.
    private void EndAll()
    {
        lock (_lock)
        {
            _resumed = null;
            foreach (var turn in _pending?.Clear() ?? [])
            {
                turn.Span.SetStatus(SpanStatus.Error, "the actor ended before its events were stored");
                turn.End();
            }
        }
    }
}
