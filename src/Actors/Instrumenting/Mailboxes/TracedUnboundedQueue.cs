using System.Runtime.CompilerServices;
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
            if (span is not null || TraceEnvelope.Is(envelope.Message) || Arrival.IsHere)
            {
                EnqueueTraced(envelope, span);
                return;
            }
        }
        _line.Add(envelope.Message, envelope.Sender);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (!_line.TryTake(out var next))
        {
            envelope = default;
            return false;
        }
        if (next.Trace is not null)
        {
            envelope = cell.OpenTraced(next);
            return true;
        }
        if (TracingInUse.IsOn) cell.OpenUntraced();
        envelope = next.Bare;
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        // With its envelope, so that the dead letter is seen as the trace's.
        while (_line.TryTake(out var next)) deadletters.Enqueue(owner, next.Whole);
    }

    // Apart, as is all that an untraced message does not pass: what it passes stays small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueTraced(in Envelope envelope, Span? span) => _line.Add(_sends.InQueue(envelope, span));
}
