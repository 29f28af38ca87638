using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Starts Akka.NET's scheduler without an execution context, right before its first use.</summary>
/// <remarks>The thread of Akka.NET's timer keeps the execution context of its first use for ever, so the first use must
/// have none. It must not come earlier than needed either: a scheduler that has started wakes the processor at every
/// tick for as long as its system lives. Any thread.</remarks>
internal sealed class LateStart(IScheduler scheduler)
{
    // Another scheduler, such as one that a test moves by hand, has no such thread.
    private volatile bool _hasStarted = scheduler is not HashedWheelTimerScheduler;

    public IScheduler Scheduler
    {
        get
        {
            if (!_hasStarted) Start();
            return scheduler;
        }
    }

    /// <summary>Starts the scheduler. Two threads may both do this; each returns only when it runs.</summary>
    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
            scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(1), static () => { });
        _hasStarted = true;
    }
}
