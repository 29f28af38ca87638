using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A scheduled message that its span has counted: it is either told, or recorded as cancelled.</summary>
internal sealed class ScheduledTell(Tracer tracer, TraceEnvelope envelope, ICanTell receiver, IActorRef sender)
{
    private CancellationTokenRegistration _cancelling;
    private int _isDone;

    /// <summary>Records the message when it is cancelled, because the span that scheduled it has counted it.</summary>
    public void Watch(ICancelable cancelable)
    {
        _cancelling = cancelable.Token.UnsafeRegister(static self => ((ScheduledTell)self!).Cancelled(), this);
        if (Volatile.Read(ref _isDone) != 0) _cancelling.Dispose();
    }

    /// <summary>Tells the message. The scheduler calls it when the delay is over.</summary>
    public void Run()
    {
        if (Interlocked.Exchange(ref _isDone, 1) != 0) return;
        _cancelling.Dispose();
        if (envelope.Stamp.IsLink)
        {
            receiver.Tell(envelope, sender);
            return;
        }
        // Waiting in the mailbox begins now, not when the message was scheduled.
        var stamp = envelope.Stamp with { EnqueuedMonotonicNanos = tracer.Clock.MonotonicNanos() };
        receiver.Tell(TraceEnvelope.Create(envelope.Message, stamp), sender);
    }

    private void Cancelled()
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
            Undelivered.Cancelled(tracer, envelope, (receiver as IActorRef)?.Path);
    }
}
