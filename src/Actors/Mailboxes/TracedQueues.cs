using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Makes the message queue of an instrumented actor.</summary>
internal static class TracedQueues
{
    public static IMessageQueue Around(MailboxType type, IActorRef owner, ActorSystem system, TracedCell cell)
    {
        // The default mailbox. Its queue needs one thread at a time that takes.
        if (type is UnboundedMailbox && cell.OwnsThread) return new TracedUnboundedQueue(cell);
        var inner = type.Create(owner, system);
        // First-in-first-out queues can hold envelopes; others may look at the messages.
        var side = IsFifo(inner) ? null : new SideTable();
        return inner switch
        {
            _ when HasOwnInterface(inner) => Untraced(inner, cell),
            IBoundedDequeBasedMessageQueueSemantics => new TracedBoundedDeque(inner, side, cell),
            IUnboundedDequeBasedMessageQueueSemantics => new TracedUnboundedDeque(inner, side, cell),
            IDequeBasedMessageQueueSemantics => new TracedDeque(inner, side, cell),
            IBoundedMessageQueueSemantics => new TracedBoundedQueue(inner, side, cell),
            IUnboundedMessageQueueSemantics => new TracedUnboundedSemanticsQueue(inner, side, cell),
            _ => new TracedQueue(inner, side, cell),
        };
    }

    private static bool IsFifo(IMessageQueue queue) =>
        queue is UnboundedMessageQueue or BoundedMessageQueue || queue.GetType() == typeof(UnboundedDequeMessageQueue)
        || queue.GetType() == typeof(BoundedDequeMessageQueue);

    // The actor will ask for a user's own interface, which our queue does not have.
    private static bool HasOwnInterface(IMessageQueue queue) =>
        queue.GetType().GetInterfaces().Any(static known =>
            typeof(ISemantics).IsAssignableFrom(known) && known.Assembly != typeof(ISemantics).Assembly);

    private static IMessageQueue Untraced(IMessageQueue queue, TracedCell cell)
    {
        cell.SenderSide.TurnOff();
        return queue;
    }
}
