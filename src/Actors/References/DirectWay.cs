using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Sends to an actor's mailbox without reading the actor's cell.</summary>
/// <remarks>
/// The actor's thread writes to the cell with each message, so a sender on another core that reads it waits for that
/// core's cache (RATIONALE "What do senders read?"). This does the same as a cell and its dispatcher; where those could
/// do anything else, there is no direct way. The queue knows when its actor has stopped.
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

    /// <summary>Null: this actor can only be reached through its cell.</summary>
    public static DirectWay? To(ICell cell) =>
        cell is TracedCell { Mailbox: { MessageQueue: TracedUnboundedQueue queue } mailbox } traced
        && AkkaMembers.HasRegistration && traced.Dispatcher.GetType() == typeof(Dispatcher)
        && !traced.SystemImpl.Settings.SerializeAllMessages
            ? new DirectWay(queue, mailbox, traced)
            : null;

    /// <param name="sender">Null: no sender.</param>
    public void Send(object message, IActorRef? sender)
    {
        try
        {
            _queue.Enqueue(message, sender ?? _deadLetters);
            AkkaMembers.RegisterForExecution(_dispatcher, _mailbox, hasMessageHint: true, hasSystemMessageHint: false);
        }
#pragma warning disable CA1031 // As in Akka.NET, Tell does not throw.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            _cell.SystemImpl.EventStream.Publish(new Error(cause, _cell.Self.Path.Parent.ToString(), _cell.Props.Type,
                "Swallowing exception during message send"));
        }
    }
}
