using Akka.Actor;

namespace Tracing.Bench.Actors;

/// <summary>A user's actor that does next to nothing, so that what is around it is measured.</summary>
internal sealed class CountingActor : ReceiveActor
{
    private long _handled;

    public CountingActor()
    {
        Receive<Work>(_ => _handled++);
        Receive<StartingWork>(_ => _handled++);
        Receive<Done>(done => done.Room.Release());
    }
}
