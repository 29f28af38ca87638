namespace Tracing.Simulation;

/// <summary>A clock that jumps from event to event. Events at the same time happen in the order in which they were
/// planned.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> _events = new();
    private long _planned;

    public DateTimeOffset Now { get; private set; } = Some.Time;

    public TimeSpan Passed => Now - Some.Time;

    public void After(TimeSpan delay, Action what) => _events.Enqueue(what, (Now + delay, _planned++));

    public void Every(TimeSpan interval, Func<bool> goesOn, Action what) => After(interval, () =>
    {
        if (!goesOn()) return;
        what();
        Every(interval, goesOn, what);
    });

    public bool Step()
    {
        if (!_events.TryDequeue(out var what, out var at)) return false;
        Now = at.Item1;
        what();
        return true;
    }
}
