using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Tracing.Testing;

/// <summary>Akka's <see cref="TestScheduler"/>, for tests that move time by hand: timers and scheduled messages belong
/// to the trace that set them, as they do under the scheduler of an application.</summary>
/// <remarks>
/// <c>akka.scheduler.implementation = "Tracing.Testing.TracedTestScheduler, Tracing.TestKit"</c>, in place of Akka's;
/// the cast <c>(TestScheduler)Sys.Scheduler</c> stays as it is. It traces from the first call of
/// <see cref="TraceProbe.In(ActorSystem)"/> on. A trace waits for what is scheduled, so it is complete only after
/// <see cref="TestScheduler.Advance"/>. Any thread.
/// </remarks>
public sealed class TracedTestScheduler(Config scheduler, ILoggingAdapter log)
    : TestScheduler(scheduler, log), IScheduler
{
    private IScheduler? _traced;

    IAdvancedScheduler IScheduler.Advanced => Way.Advanced;

    // Calls of the base class itself go past this class, and so to no trace.
    private IScheduler Way => Volatile.Read(ref _traced) ?? new Untraced(this);

    /// <summary>Traces what is scheduled from now on.</summary>
    internal void Trace(Func<IScheduler, IScheduler> around) => Volatile.Write(ref _traced, around(new Untraced(this)));

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        Way.ScheduleTellOnce(delay, receiver, message, sender);

    void ITellScheduler.ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Way.ScheduleTellOnce(delay, receiver, message, sender, cancelable);

    void ITellScheduler.ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        Way.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender);

    void ITellScheduler.ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver,
        object message, IActorRef sender, ICancelable cancelable) =>
        Way.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);

    /// <summary>Akka's test scheduler without the tracing before it.</summary>
    private sealed class Untraced(TestScheduler own) : IScheduler
    {
        public IAdvancedScheduler Advanced => own.Advanced;

        public DateTimeOffset Now => own.Now;

        public TimeSpan MonotonicClock => own.MonotonicClock;

        public TimeSpan HighResMonotonicClock => own.HighResMonotonicClock;

        public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
            own.ScheduleTellOnce(delay, receiver, message, sender);

        public void ScheduleTellOnce(
            TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
            own.ScheduleTellOnce(delay, receiver, message, sender, cancelable);

        public void ScheduleTellRepeatedly(
            TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
            own.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender);

        public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message,
            IActorRef sender, ICancelable cancelable) =>
            own.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
    }
}
