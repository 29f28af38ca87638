using Akka.Actor;

namespace Tracing.Bench.Actors;

/// <summary>A user's actor that sends itself messages and then handles them: as <see cref="TurningActor"/>, but a message's
/// trace ends with it.</summary>
internal sealed class FeedingActor : ReceiveActor
{
    private long _handled;

    public FeedingActor()
    {
        Receive<Feed>(feed => feed.Send(Self));
        Receive<Work>(_ => _handled++);
        Receive<StartingWork>(_ => _handled++);
        Receive<Done>(done => done.Room.Release());
    }
}
