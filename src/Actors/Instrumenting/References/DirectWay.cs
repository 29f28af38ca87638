using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>From an actor's reference to its mailbox, past the actor's cell.</summary>
/// <remarks>
/// The cell is what the actor's own thread writes to with each message. Senders on other threads who read there, as Akka.NET's do,
/// wait for that core's cache each time (RATIONALE "Why does a reference go past the cell?"). What is done here is what a cell and
/// its dispatcher do; where they might do anything else there is no such way. Of an actor that has stopped, the queue knows.
/// </remarks>
internal sealed class DirectWay
{
    private readonly TracedUnboundedQueue _queue;
    private readonly Mailbox _mailbox;
    private readonly MessageDispatcher _dispatcher;
    private readonly IActorRef _deadLetters;
    private readonly TracedCell _cell;

    private DirectWay(TracedUnboundedQueue queue, Mailbox mailbox, TracedCell cell)
    {
        _queue = queue;
        _mailbox = mailbox;
        _dispatcher = cell.Dispatcher;
        _deadLetters = cell.SystemImpl.DeadLetters;
        _cell = cell;
    }

    /// <summary>Null: there is none to this actor.</summary>
    public static DirectWay? To(ICell cell) =>
        cell is TracedCell { Mailbox: { MessageQueue: TracedUnboundedQueue queue } mailbox } traced
        && AkkaMembers.HasRegistration && traced.Dispatcher.GetType() == typeof(Dispatcher)
        && !traced.SystemImpl.Settings.SerializeAllMessages
            ? new DirectWay(queue, mailbox, traced)
            : null;

    /// <param name="sender">Null: nobody.</param>
    public void Send(object message, IActorRef? sender)
    {
        try
        {
            _queue.Enqueue(message, sender ?? _deadLetters);
            AkkaMembers.RegisterForExecution(_dispatcher, _mailbox, hasMessageHint: true, hasSystemMessageHint: false);
        }
#pragma warning disable CA1031 // As in Akka.NET: who tells does not hear of it.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            _cell.SystemImpl.EventStream.Publish(new Error(cause, _cell.Self.Path.Parent.ToString(), _cell.Props.Type,
                "Swallowing exception during message send"));
        }
    }
}
