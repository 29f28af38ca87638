using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of a persistent actor: the handlers of a command's events run within the command's span, which
/// lasts until the last of them is done.</summary>
/// <remarks>Messages of journals and snapshot stores make no spans. The lock is for the end of asynchronous commands,
/// which two threads may notice.</remarks>
internal sealed class PersistentCell(ActorSystemImpl system, IInternalActorRef self, Props props,
    MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed, PersistenceMembers members)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    private readonly Lock _lock = new();
    private ActorBase? _actor;
    private PendingCallbacks? _pending;
    private PendingAnswers? _answers;

    // The turn whose span was held and goes on now.
    private HeldTurn? _resumed;

    public override Envelope Capture(in Envelope envelope) =>
        members.IsOwn(envelope.Message) && !members.Answers.IsAnswer(envelope.Message)
            ? envelope
            : base.Capture(envelope);

    /// <summary>The actor sends a message to a journal or a snapshot store, whose answer will be a message to the
    /// actor.</summary>
    public void Asks(object message, Span span)
    {
        lock (_lock)
        {
            if (OpensItself) span.MarkChildrenOpen();
            else (_answers ??= new PendingAnswers(members.Answers)).Expect(message, span);
        }
    }

    public override void Stopped()
    {
        EndAll();
        lock (_lock) _answers?.Clear();
        base.Stopped();
    }

    protected override ActorBase CreateNewActorInstance()
    {
        EndAll();
        var actor = base.CreateNewActorInstance();
        // The traced base classes make their own spans.
        if (!OpensItself) (_actor, _pending) = (actor, new PendingCallbacks(members.Callbacks(actor)));
        return actor;
    }

    protected override void ReceiveMessage(object message)
    {
        if (_actor is null || !TracingInUse.IsOn) base.ReceiveMessage(message);
        else if (members.IsOwn(message) && !IsAnswerInTrace(message)) ReceiveOwn(message);
        else if (members.Stashes(_actor)) Stash(message, _actor);
        else
        {
            AttributeUntraced();
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

    // Either it comes from the stash and has its envelope already, or the span that asked counts it now.
    private bool IsAnswerInTrace(object message)
    {
        if (HasNext) return true;
        TraceEnvelope? envelope;
        lock (_lock) envelope = _answers?.Take(message, SenderSide);
        if (envelope is null) return false;
        OpenTraced(default, envelope, 0);
        return true;
    }

    private void ReceiveOwn(object message)
    {
        AttributeUntraced();
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

    // Akka.NET stashes commands that come during recovery, or while events are written, without asking the actor.
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
            // A resumed turn may have asked meanwhile.
            if (turn.Asked is not null && owner.Asked is null) owner.Asked = turn.Asked;
            _resumed = null;
            _pending?.Follow(owner);
            if (owner.Pending == 0) owner.End();
        }
    }

    // Handlers that are new now come from a turn without a trace: turns with one have attributed theirs.
    private void AttributeUntraced()
    {
        EndSpanLeft(null);
        lock (_lock) _pending?.Follow(null);
    }

    // The actor has stopped or restarts, so its waiting handlers will not run.
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
