using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Akka.NET's default queue; it holds an envelope only where a message comes with a trace, and opens it before
/// anybody sees the message.</summary>
internal sealed class TracedUnboundedQueue(TracedCell cell) : UnboundedMessageQueue, IMessageQueue
{
    bool IMessageQueue.HasMessages
    {
        get
        {
            cell.MailboxAsked();
            return HasMessages;
        }
    }

    void IMessageQueue.Enqueue(IActorRef receiver, Envelope envelope) =>
        Enqueue(receiver, TracingInUse.IsOn && Ambient.MayBeThere ? cell.Capture(envelope) : envelope);

    void IMessageQueue.CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        CleanUp(owner, deadletters);
    }

    bool IMessageQueue.TryDequeue(out Envelope envelope)
    {
        if (!TryDequeue(out envelope)) return false;
        if (TracingInUse.IsOn) cell.Open(ref envelope);
        return true;
    }
}
