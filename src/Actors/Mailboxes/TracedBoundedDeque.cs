using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The <see cref="TracedQueue"/> of actors with a bounded stash.</summary>
internal sealed class TracedBoundedDeque(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IBoundedDequeBasedMessageQueueSemantics
{
    public TimeSpan PushTimeOut => ((IBoundedMessageQueueSemantics)Inner).PushTimeOut;

    public void EnqueueFirst(Envelope envelope) => PutFirst(envelope);
}
