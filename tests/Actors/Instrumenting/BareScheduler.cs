using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Tracing.Actors.Instrumenting;

/// <summary>A user's own scheduler, which schedules no actions.</summary>
public sealed class BareScheduler(Config config, ILoggingAdapter log) : IScheduler, IDisposable
{
    private readonly IScheduler _inner = new HashedWheelTimerScheduler(config, log);

    public IAdvancedScheduler Advanced => null!;

    public DateTimeOffset Now => _inner.Now;

    public TimeSpan MonotonicClock => _inner.MonotonicClock;

    public TimeSpan HighResMonotonicClock => _inner.HighResMonotonicClock;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        _inner.ScheduleTellOnce(delay, receiver, message, sender);

    public void ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        _inner.ScheduleTellOnce(delay, receiver, message, sender, cancelable);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        _inner.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message,
        IActorRef sender, ICancelable cancelable) =>
        _inner.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);

    public void Dispose() => ((IDisposable)_inner).Dispose();
}
