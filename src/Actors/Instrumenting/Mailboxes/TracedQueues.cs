using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Chooses how a message queue is made to carry traces.</summary>
internal static class TracedQueues
{
    public static IMessageQueue Around(MailboxType type, IActorRef owner, ActorSystem system, TracedCell cell)
    {
        // By far the most common: no second queue, no second call through an interface. It has one thread that takes.
        if (type is UnboundedMailbox && cell.OwnsThread) return new TracedUnboundedQueue(cell);
        var inner = type.Create(owner, system);
        // Queues whose order does not depend on what the messages are can hold envelopes; others must see messages.
        var side = IsFifo(inner) ? null : new SideTable();
        return inner switch
        {
            _ when HasMoreToOffer(inner) => Unseen(inner, cell),
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

    // An actor that asks its mailbox for an interface of a user's own must find it.
    private static bool HasMoreToOffer(IMessageQueue queue) =>
        queue.GetType().GetInterfaces().Any(static known =>
            typeof(ISemantics).IsAssignableFrom(known) && known.Assembly != typeof(ISemantics).Assembly);

    private static IMessageQueue Unseen(IMessageQueue queue, TracedCell cell)
    {
        cell.Sends.TurnOff();
        return queue;
    }
}
