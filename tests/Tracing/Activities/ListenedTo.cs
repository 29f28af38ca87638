using System.Diagnostics;

namespace Tracing.Activities;

/// <summary>Listens to our activity source and to a user's, as the OpenTelemetry SDK does.</summary>
internal sealed class ListenedTo : IDisposable
{
    private readonly ActivityListener _listener;

    public ListenedTo(ActivitySamplingResult wish = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracer.ScopeName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => wish,
            ActivityStopped = Stopped.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public List<Activity> Stopped { get; } = [];

    public void Dispose() => _listener.Dispose();
}
