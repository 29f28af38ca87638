using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tracing.Actors;

/// <summary>Replaces Akka.NET's default queue by one that has room for a trace beside each message.</summary>
internal sealed class TracedUnboundedQueue(TracedCell cell) : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private readonly WaitingLine _line = new();

    // Copied, so that senders need not read the cell.
    private readonly SenderSide _senderSide = cell.SenderSide;
    private readonly bool _takesContextAlong = cell.TakesContextAlong;

    // Gets messages that come after the actor has stopped.
    private Action<Envelope>? _late;

    public bool HasMessages
    {
        get
        {
            cell.MailboxAsked();
            return !_line.IsEmpty;
        }
    }

    public int Count => _line.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => Enqueue(envelope.Message, envelope.Sender);

    public void Enqueue(object message, IActorRef sender)
    {
        // In the line, null would be a slot that is never filled.
        ArgumentNullException.ThrowIfNull(message);
        if (TracingInUse.IsOn
            && (Ambient.MayBe(out var here) || TraceEnvelope.Is(message) || ThreadEnvelope.MayBeThere))
            EnqueueTraced(message, sender, here);
        else if (!_line.Add(message, sender)) ToDeadLetters(new Waiting(message, sender));
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (_takesContextAlong) Ambient.Clear();
        else if (Ambient.MayHaveActivity) Ambient.ClearActivity();
        var next = _line.TakeUntraced();
        if (next.Message is null) next = TakeOtherwise();
        envelope = next;
        return next.Message is not null;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        _late = envelope => deadletters.Enqueue(owner, envelope);
        // After this every message is either in the line or late, so none can be missed.
        _line.Close();
        while (_line.TryTake(out var next)) ToDeadLetters(next);
        _line.Release();
    }

    // This and the following are methods of their own so that an untraced message's way stays small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueTraced(object message, IActorRef sender, ThreadFlow here)
    {
        var span = Ambient.FlowingOn(here);
        if (span is null) EnqueueArrived(message, sender);
        else if (_senderSide.CountedAt(message, span) is not { } sent) EnqueueEnveloped(message, sender, span);
        else if (!_line.Add(message, sender, span, sent)) ToDeadLetters(new Waiting(message, sender, span, sent));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueArrived(object message, IActorRef sender)
    {
        if (TraceEnvelope.Is(message) || ThreadEnvelope.MayBeThere) EnqueueEnveloped(message, sender, null);
        else if (!_line.Add(message, sender)) ToDeadLetters(new Waiting(message, sender));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueEnveloped(object message, IActorRef sender, Span? span)
    {
        var waiting = _senderSide.InQueue(new Envelope(message, sender), span);
        if (!_line.Add(waiting)) ToDeadLetters(waiting);
    }

    // In its envelope, so that the dead letter is recorded in its trace.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ToDeadLetters(in Waiting waiting) => _late?.Invoke(waiting.Whole);

    // Returns an envelope without a message when there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Envelope TakeOtherwise()
    {
        var next = _line.TakeTraced(out var trace, out var sentMonotonicNanos);
        return trace.IsNone ? TakeSlowly() : cell.OpenTraced(next, trace, sentMonotonicNanos);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Envelope TakeSlowly()
    {
        if (!_line.TryTake(out var next)) return default;
        return next.Trace.IsNone ? next.Bare : cell.OpenTraced(next.Bare, next.Trace, next.SentMonotonicNanos);
    }
}
