using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>The <see cref="TracedQueue"/> of actors that require an unbounded mailbox.</summary>
internal sealed class TracedUnboundedSemanticsQueue(IMessageQueue inner, SideTable? side, TracedCell cell)
    : TracedQueue(inner, side, cell), IUnboundedMessageQueueSemantics
{
}
