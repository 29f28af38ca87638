using Akka.Actor;

namespace Tracing.Actors;

/// <summary>One announced message on its way through the scheduler: told, or recorded as cancelled, but not both.</summary>
internal sealed class ScheduledTell(ActorTracing tracing, TraceEnvelope envelope, ICanTell receiver, IActorRef sender)
{
    private CancellationTokenRegistration _cancelling;
    private int _isDone;

    /// <summary>The span that set the timer counts on this message; when it is cancelled the count must come out all the
    /// same.</summary>
    public void Watch(ICancelable cancelable)
    {
        _cancelling = cancelable.Token.UnsafeRegister(static self => ((ScheduledTell)self!).Cancelled(), this);
        if (Volatile.Read(ref _isDone) != 0) _cancelling.Dispose();
    }

    /// <summary>On the scheduler's thread, when the time has come.</summary>
    public void Run()
    {
        if (Interlocked.Exchange(ref _isDone, 1) != 0) return;
        _cancelling.Dispose();
        // It waits in the mailbox from now on, not since it was scheduled.
        var stamp = envelope.Stamp with { EnqueuedMonotonicNanos = tracing.Tracer.Clock.MonotonicNanos() };
        receiver.Tell(TraceEnvelope.Create(envelope.Message, stamp), sender);
    }

    private void Cancelled()
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
            Undelivered.Cancelled(tracing, envelope, (receiver as IActorRef)?.Path);
    }
}
