using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Akka.NET's default queue; it holds an envelope only where a message comes with a trace, and opens it before
/// anybody sees the message.</summary>
internal sealed class TracedUnboundedQueue(TracedCell cell) : UnboundedMessageQueue, IMessageQueue
{
    // Of its own, so that senders need not read the cell.
    private readonly MessageCapture _sends = cell.Sends;

    bool IMessageQueue.HasMessages
    {
        get
        {
            cell.MailboxAsked();
            return HasMessages;
        }
    }

    void IMessageQueue.Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (TracingInUse.IsOn)
        {
            var span = Ambient.Span;
            if (span is not null || Arrival.IsUsed) envelope = _sends.InQueue(envelope, span);
        }
        Enqueue(receiver, envelope);
    }

    bool IMessageQueue.TryDequeue(out Envelope envelope)
    {
        if (!TryDequeue(out envelope)) return false;
        if (TracingInUse.IsOn) cell.Open(ref envelope);
        return true;
    }

    void IMessageQueue.CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope.Sender is UnsampledSender unsampled
                ? new Envelope(envelope.Message, unsampled.Sender)
                : envelope);
        }
    }
}
