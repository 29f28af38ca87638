using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A timer of .NET that sends an actor a message. Unlike a timer of Akka.NET it does not start the system's
/// scheduler, which then would tick for as long as the system lives.</summary>
/// <remarks>Any thread. A message may still come after <see cref="Stop"/>.</remarks>
internal sealed class SelfTimer : IDisposable
{
    private readonly ITimer _timer;

    public SelfTimer(TimeProvider time, IActorRef to, object message)
    {
        // The timer would keep the trace in which it happens to be made.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(_ => to.Tell(message, ActorRefs.NoSender), null,
                Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start(TimeSpan interval) => _timer.Change(interval, interval);

    public void StartOnce(TimeSpan after) => _timer.Change(after, Timeout.InfiniteTimeSpan);

    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
