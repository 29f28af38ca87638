using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>As <see cref="TracedQueue"/>, where an actor requires one without a limit.</summary>
internal sealed class TracedUnboundedSemanticsQueue(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IUnboundedMessageQueueSemantics
{
}
