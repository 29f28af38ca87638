using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Akka.NET's default queue, with room for each message's trace beside the message.</summary>
internal sealed class TracedUnboundedQueue(TracedCell cell) : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private readonly WaitingLine _line = new();

    // Of its own, so that senders need not read the cell.
    private readonly MessageCapture _sends = cell.Sends;

    public bool HasMessages
    {
        get
        {
            cell.MailboxAsked();
            return !_line.IsEmpty;
        }
    }

    public int Count => _line.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        // Within the line it would be a place that is never filled.
        ArgumentNullException.ThrowIfNull(envelope.Message);
        if (TracingInUse.IsOn)
        {
            var span = Ambient.Span;
            if (span is not null || Arrival.IsUsed || envelope.Message is TraceEnvelope)
            {
                _line.Add(_sends.InQueue(envelope, span));
                return;
            }
        }
        _line.Add(envelope.Message, envelope.Sender);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        var isThere = _line.TryTake(out var next);
        envelope = isThere ? TracingInUse.IsOn ? cell.Open(next) : next.Bare : default;
        return isThere;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        // With its envelope, so that the dead letter is seen as the trace's.
        while (_line.TryTake(out var next)) deadletters.Enqueue(owner, next.Whole);
    }
}
