using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The <see cref="TracedQueue"/> of bounded mailboxes.</summary>
internal sealed class TracedBoundedQueue(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IBoundedMessageQueueSemantics
{
    public TimeSpan PushTimeOut => ((IBoundedMessageQueueSemantics)Inner).PushTimeOut;
}
