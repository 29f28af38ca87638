using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Stands before the queue of an actor's own mailbox type: keeps a message with a trace in its envelope, and
/// opens the envelope before the actor sees the message.</summary>
/// <param name="side">Holds the envelopes when <paramref name="inner"/> must see bare messages; null: they wait in
/// <paramref name="inner"/>.</param>
internal class TracedQueue(IMessageQueue inner, SideTable? side, TracedCell cell) : IMessageQueue
{
    protected IMessageQueue Inner => inner;

    public bool HasMessages
    {
        get
        {
            cell.MailboxAsked();
            return inner.HasMessages;
        }
    }

    public int Count => inner.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) =>
        inner.Enqueue(receiver, TracingInUse.IsOn ? Captured(envelope) : envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        if (!inner.TryDequeue(out envelope)) return false;
        if (!TracingInUse.IsOn) return true;
        if (cell.OwnsThread && Ambient.MayHaveActivity) Ambient.ClearActivity();
        if (side?.Remove(envelope.Message) is { } waiting) envelope = new Envelope(waiting, envelope.Sender);
        cell.Open(ref envelope);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        if (side is null)
        {
            inner.CleanUp(owner, deadletters);
            return;
        }
        // In its envelope, so that the dead letter is recorded in its trace.
        while (inner.TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner,
                side.Remove(envelope.Message) is { } waiting ? new Envelope(waiting, envelope.Sender) : envelope);
        }
    }

    protected void PutFirst(Envelope envelope) =>
        ((IDequeBasedMessageQueueSemantics)inner).EnqueueFirst(Aside(envelope));

    private Envelope Captured(Envelope envelope) => Aside(cell.Capture(envelope));

    private Envelope Aside(Envelope envelope)
    {
        if (side is null || envelope.Message is not TraceEnvelope traced || cell.OpensItself) return envelope;
        side.Add(traced);
        return new Envelope(traced.Message, envelope.Sender);
    }
}
