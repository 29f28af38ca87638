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
    private readonly bool _takesContextAlong = cell.TakesContextAlong;

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
        var (message, sender) = (envelope.Message, envelope.Sender);
        // Within the line it would be a place that is never filled.
        ArgumentNullException.ThrowIfNull(message);
        if (TracingInUse.IsOn && (Ambient.MayBe(out var here) || TraceEnvelope.Is(message) || Arrival.IsHere))
            EnqueueOtherwise(message, sender, here);
        else _line.Add(message, sender);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (_takesContextAlong) Ambient.Clear();
        var next = _line.TakeUntraced();
        if (next.Message is null) next = TakeOtherwise();
        envelope = next;
        return next.Message is not null;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        cell.Stopped();
        // With its envelope, so that the dead letter is seen as the trace's.
        while (_line.TryTake(out var next)) deadletters.Enqueue(owner, next.Whole);
    }

    // Apart, as is all that an untraced message does not pass: what it passes stays small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueOtherwise(object message, IActorRef sender, ThreadFlow here)
    {
        var span = Ambient.FlowingOn(here);
        if (span is null) EnqueueArrived(message, sender);
        else if (_sends.CountedAt(message, span) is { } sent) _line.Add(message, sender, span, sent);
        else EnqueueEnveloped(message, sender, span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueArrived(object message, IActorRef sender)
    {
        if (!TraceEnvelope.Is(message) && !Arrival.IsHere) _line.Add(message, sender);
        else EnqueueEnveloped(message, sender, null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueEnveloped(object message, IActorRef sender, Span? span) =>
        _line.Add(_sends.InQueue(new Envelope(message, sender), span));

    // Without a message: there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Envelope TakeOtherwise()
    {
        var next = _line.TakeTraced(out var trace, out var sentMonotonicNanos);
        return trace is null ? TakeLonger() : cell.OpenTraced(next, trace, sentMonotonicNanos);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Envelope TakeLonger()
    {
        if (!_line.TryTake(out var next)) return default;
        return next.Trace is { } trace ? cell.OpenTraced(next.Bare, trace, next.SentMonotonicNanos) : next.Bare;
    }
}
