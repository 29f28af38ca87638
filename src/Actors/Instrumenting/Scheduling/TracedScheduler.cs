using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The system's scheduler; a message that a traced handler schedules, to be sent once and soon, belongs to its
/// trace.</summary>
/// <remarks>Timers come this way too. What repeats has no number, and what is far off would keep its trace open: neither is
/// announced, and both arrive without a trace, like actions. Any thread.</remarks>
internal sealed class TracedScheduler(IScheduler inner, Instrumentation instrumentation)
    : IScheduler, IDateTimeOffsetNowTimeProvider, IDisposable
{
    public IAdvancedScheduler Advanced => inner.Advanced;

    public DateTimeOffset Now => inner.Now;

    public TimeSpan MonotonicClock => inner.MonotonicClock;

    public TimeSpan HighResMonotonicClock => inner.HighResMonotonicClock;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender)
    {
        if (Announced(delay, receiver, message) is not { } envelope)
        {
            inner.ScheduleTellOnce(delay, receiver, message, sender);
            return;
        }
        var tell = new ScheduledTell(instrumentation.Tracing, envelope, receiver, sender);
        inner.Advanced.ScheduleOnce(delay, tell.Run);
    }

    public void ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (Announced(delay, receiver, message) is not { } envelope)
        {
            inner.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
            return;
        }
        var tell = new ScheduledTell(instrumentation.Tracing, envelope, receiver, sender);
        inner.Advanced.ScheduleOnce(delay, tell.Run, cancelable);
        tell.Watch(cancelable);
    }

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        inner.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message,
        IActorRef sender, ICancelable cancelable) =>
        inner.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);

    /// <summary>Stops the system's own scheduler, as its end does.</summary>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    // A delay that the scheduler refuses is left to it.
    private TraceEnvelope? Announced(TimeSpan delay, ICanTell receiver, object message) =>
        TracingInUse.IsOn && receiver is ITracedRef target && delay >= TimeSpan.Zero
            && delay <= instrumentation.Rules.Settings.ScheduledUpTo && !IsAkkas(message)
                ? target.WithTrace(message) as TraceEnvelope
                : null;

    // A state machine's own time-outs are set and stopped at each step; a timer's message holds the user's.
    private static bool IsAkkas(object message) =>
        message is not (null or IWrappedMessage) && message.GetType().Assembly == typeof(ActorCell).Assembly;
}
