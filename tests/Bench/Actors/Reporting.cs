using Akka.Actor;
using Tracing.Actors;

namespace Tracing.Bench.Actors;

/// <summary>Takes what is finished as a reporter does: when the recorder wakes it. On the thread that sends, also while that waits.</summary>
internal sealed class Reporting(Route route, ActorSystem system) : IDisposable
{
    private readonly AutoResetEvent _woken = new(false);
    private volatile bool _isWoken;

    /// <summary>In the place of the system's own reporter, which has been there before or comes while the system starts.</summary>
    public void BeWoken()
    {
        if (!route.IsTraced || route.IsUntouched) return;
        ActorTracing.For(system).Recorder.OnWake(() =>
        {
            _isWoken = true;
            _woken.Set();
        });
    }

    public void ReportIfWoken()
    {
        if (!_isWoken) return;
        // First: what finishes from now on wakes it again.
        _isWoken = false;
        route.Report(system);
    }

    /// <summary>Waits until more messages may be sent.</summary>
    public void WaitFor(SemaphoreSlim room)
    {
        while (WaitHandle.WaitAny([room.AvailableWaitHandle, _woken]) == 1) ReportIfWoken();
        room.Wait();
    }

    public void Dispose() => _woken.Dispose();
}
