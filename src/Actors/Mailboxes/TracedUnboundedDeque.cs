using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The <see cref="TracedQueue"/> of actors with an unbounded stash.</summary>
internal sealed class TracedUnboundedDeque(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IUnboundedDequeBasedMessageQueueSemantics
{
    public void EnqueueFirst(Envelope envelope) => PutFirst(envelope);
}
