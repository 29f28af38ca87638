using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The <see cref="TracedQueue"/> of actors with a stash.</summary>
internal sealed class TracedDeque(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IDequeBasedMessageQueueSemantics
{
    public void EnqueueFirst(Envelope envelope) => PutFirst(envelope);
}
