using Akka.Actor;

namespace Tracing.Bench.Actors;

/// <summary>One way to send messages to an actor.</summary>
/// <param name="Name">By which the process that measures it is started.</param>
/// <param name="What">For people.</param>
/// <param name="Actor">The type that gets them.</param>
/// <param name="Send">Sends so many messages.</param>
internal sealed record Route(
    string Name, string What, string Hocon, Type Actor, Action<ActorSystem, IActorRef, int> Send, RouteAim Aim)
{
    /// <summary>The library is installed.</summary>
    public bool IsTraced => Hocon.Length > 0;

    /// <summary>Messages that are sent in one go, of one trace where all are traced; then whoever reports looks whether it was
    /// woken.</summary>
    public int Chunk { get; init; } = 500;

    /// <summary>Takes the finished spans, as a woken reporter does.</summary>
    public Action<ActorSystem> Report { get; init; } = static _ => { };

    /// <summary>Nothing in the process has had a trace: if something has, this is not what is measured.</summary>
    public bool IsUntouched { get; init; }

    /// <summary>Brings the process into the state in which the route is measured.</summary>
    public Action<ActorSystem> Before { get; init; } = static _ => { };
}
