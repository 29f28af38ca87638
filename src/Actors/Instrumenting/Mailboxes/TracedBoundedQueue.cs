using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>As <see cref="TracedQueue"/>, of limited length.</summary>
internal sealed class TracedBoundedQueue(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IBoundedMessageQueueSemantics
{
    public TimeSpan PushTimeOut => ((IBoundedMessageQueueSemantics)Inner).PushTimeOut;
}
