using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Stands before the system's scheduler: a message that a traced handler schedules once, within
/// tracing.instrumentation.scheduled-up-to, belongs to the handler's trace.</summary>
/// <remarks>Akka.NET's timers use it too. A repeated message has no count, and one that is due much later would keep
/// its trace open: both arrive without a trace. A message that schedules itself ends the trace
/// (<see cref="ScheduledChain"/>). Any thread.</remarks>
internal sealed class TracedScheduler : IScheduler, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly IScheduler _inner;
    private readonly LateStart _start;
    private readonly Instrumentation _instrumentation;

    public TracedScheduler(IScheduler inner, Instrumentation instrumentation)
    {
        (_inner, _start, _instrumentation) = (inner, new LateStart(inner), instrumentation);
        Advanced = new TracedAdvancedScheduler(_start, instrumentation);
    }

    public IAdvancedScheduler Advanced { get; }

    internal IScheduler Inner => _inner;

    public DateTimeOffset Now => _inner.Now;

    public TimeSpan MonotonicClock => _inner.MonotonicClock;

    public TimeSpan HighResMonotonicClock => _inner.HighResMonotonicClock;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender)
    {
        if (Announced(delay, receiver, message) is not { } envelope)
        {
            _start.Scheduler.ScheduleTellOnce(delay, receiver, message, sender);
            return;
        }
        var tell = new ScheduledTell(_instrumentation.Tracing.Tracer, envelope, receiver, sender);
        _start.Scheduler.Advanced.ScheduleOnce(delay, tell.Run);
    }

    public void ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (Announced(delay, receiver, message) is not { } envelope)
        {
            _start.Scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
            return;
        }
        var tell = new ScheduledTell(_instrumentation.Tracing.Tracer, envelope, receiver, sender);
        _start.Scheduler.Advanced.ScheduleOnce(delay, tell.Run, cancelable);
        tell.Watch(cancelable);
    }

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        _start.Scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message,
        IActorRef sender, ICancelable cancelable) =>
        _start.Scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);

    /// <summary>Stops the inner scheduler; the system calls it when it ends.</summary>
    public void Dispose() => (_inner as IDisposable)?.Dispose();

    // Null: schedule it as it is. The inner scheduler refuses a negative delay.
    private TraceEnvelope? Announced(TimeSpan delay, ICanTell receiver, object message) =>
        TracingInUse.IsOn && receiver is ITracedRef target && delay >= TimeSpan.Zero
            && delay <= _instrumentation.Rules.Settings.ScheduledUpTo && !IsAkkas(message) && !IsExplicit(message)
                ? ScheduledChain.Continue(target, receiver as IActorRef, message)
                : null;

    // A timer's message that was put into an envelope, and counted, when the timer was set.
    private static bool IsExplicit(object message) =>
        message is IWrappedMessage { Message: TraceEnvelope } and not TraceEnvelope;

    // A state machine sets and stops the time-out of its state at each step, which must not make a span each. A timer's
    // message holds a user's message, so it is not among them.
    private static bool IsAkkas(object message) =>
        message is not (null or IWrappedMessage) && message.GetType().Assembly == typeof(ActorCell).Assembly
        && StateMachineTimer.MessageOf(message) is null;
}
