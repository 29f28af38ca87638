using Akka.Actor;

namespace Tracing.Bench.Actors;

/// <summary>A user's actor that sends itself the next message: sender and receiver are one thread, so no core waits for
/// another's cache, and what is measured is work.</summary>
internal sealed class TurningActor : ReceiveActor
{
    private readonly Queue<Done> _waiting = new();
    private long _left;

    public TurningActor()
    {
        Receive<Turns>(turns =>
        {
            _left += turns.Count;
            Self.Tell(Work.Instance, Self);
        });
        Receive<Work>(_ =>
        {
            if (_left > 0 && --_left > 0) Self.Tell(Work.Instance, Self);
            else while (_left == 0 && _waiting.TryDequeue(out var done)) done.Room.Release();
        });
        Receive<Done>(done =>
        {
            if (_left == 0) done.Room.Release();
            else _waiting.Enqueue(done);
        });
    }
}
