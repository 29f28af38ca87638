using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>Stands before Akka.NET's scheduler of actions: what an action sends that a traced handler has scheduled once
/// belongs to the handler's span, which is held until the action has run.</summary>
/// <remarks>Akka.NET's RetrySupport, FutureTimeoutSupport and tail-chopping routers use it. Repeated actions and those
/// beyond tracing.instrumentation.scheduled-up-to run outside any trace. Any thread.</remarks>
internal sealed class TracedAdvancedScheduler(LateStart start, Instrumentation instrumentation)
    : IAdvancedScheduler, IRunnableScheduler
{
    private IAdvancedScheduler Inner => start.Scheduler.Advanced;

    private IRunnableScheduler Runnables => (IRunnableScheduler)Inner;

    public void ScheduleOnce(TimeSpan delay, Action action)
    {
        if (Followed(delay, action) is { } followed) Inner.ScheduleOnce(delay, followed.RunOnce);
        else Inner.ScheduleOnce(delay, action);
    }

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable)
    {
        if (Followed(delay, action) is not { } followed)
        {
            Inner.ScheduleOnce(delay, action, cancelable);
            return;
        }
        Inner.ScheduleOnce(delay, followed.RunOnce, cancelable);
        followed.ReleaseWith(cancelable);
    }

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        Inner.ScheduleRepeatedly(initialDelay, interval, action);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable)
    {
        if (!ScheduledAction.IsTailChopping(action) || Followed(initialDelay, action) is not { } followed)
        {
            Inner.ScheduleRepeatedly(initialDelay, interval, action, cancelable);
            return;
        }
        Inner.ScheduleRepeatedly(initialDelay, interval, followed.RunAgain, cancelable);
        followed.ReleaseWith(cancelable);
    }

    public void ScheduleOnce(TimeSpan delay, IRunnable action)
    {
        if (action is not null && Followed(delay, action.Run) is { } followed)
            Inner.ScheduleOnce(delay, followed.RunOnce);
        else Runnables.ScheduleOnce(delay, action);
    }

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable)
    {
        if (action is not null && Followed(delay, action.Run) is { } followed)
        {
            Inner.ScheduleOnce(delay, followed.RunOnce, cancelable);
            followed.ReleaseWith(cancelable);
        }
        else Runnables.ScheduleOnce(delay, action, cancelable);
    }

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        Runnables.ScheduleRepeatedly(initialDelay, interval, action);

    public void ScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Runnables.ScheduleRepeatedly(initialDelay, interval, action, cancelable);

    private ScheduledAction? Followed(TimeSpan delay, Action action) =>
        TracingInUse.IsOn && action is not null ? InTrace(delay, action) : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ScheduledAction? InTrace(TimeSpan delay, Action action) =>
        Ambient.Span is { IsSampled: true } span && delay >= TimeSpan.Zero
            && delay <= instrumentation.Rules.Settings.ScheduledUpTo
                ? ScheduledAction.Under(span, action)
                : null;
}
