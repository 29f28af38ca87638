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

    // Where goes what comes when the actor has stopped.
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
        // Within the line it would be a place that is never filled.
        ArgumentNullException.ThrowIfNull(message);
        if (TracingInUse.IsOn && (Ambient.MayBe(out var here) || TraceEnvelope.Is(message) || Arrival.IsHere))
            EnqueueOtherwise(message, sender, here);
        else if (!_line.Add(message, sender)) ToDeadLetters(new Waiting(message, sender));
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
        _late = envelope => deadletters.Enqueue(owner, envelope);
        // What came until now is there, and what comes from now on is late: nothing is in between.
        _line.Close();
        while (_line.TryTake(out var next)) ToDeadLetters(next);
        _line.Release();
    }

    // Apart, as is all that an untraced message does not pass: what it passes stays small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueOtherwise(object message, IActorRef sender, ThreadFlow here)
    {
        var span = Ambient.FlowingOn(here);
        if (span is null) EnqueueArrived(message, sender);
        else if (_sends.CountedAt(message, span) is not { } sent) EnqueueEnveloped(message, sender, span);
        else if (!_line.Add(message, sender, span, sent)) ToDeadLetters(new Waiting(message, sender, span, sent));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueArrived(object message, IActorRef sender)
    {
        if (TraceEnvelope.Is(message) || Arrival.IsHere) EnqueueEnveloped(message, sender, null);
        else if (!_line.Add(message, sender)) ToDeadLetters(new Waiting(message, sender));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueEnveloped(object message, IActorRef sender, Span? span)
    {
        var waiting = _sends.InQueue(new Envelope(message, sender), span);
        if (!_line.Add(waiting)) ToDeadLetters(waiting);
    }

    // With its envelope, so that the dead letter is seen as the trace's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ToDeadLetters(in Waiting waiting) => _late?.Invoke(waiting.Whole);

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
