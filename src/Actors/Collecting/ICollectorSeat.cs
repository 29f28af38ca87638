using Akka.Actor;
using Tracing.Contracts;

namespace Tracing.Actors;

/// <summary>Where a collector actor sits: who wants to know how it stands, and who comes after it.</summary>
/// <remarks>Called by the actor, in its own turn: must be quick and must not throw.</remarks>
public interface ICollectorSeat
{
    /// <summary>Told at each tick.</summary>
    void Report(CollectorCounts counts);

    /// <summary>The actor has started.</summary>
    void Enter(IActorRef collector) { }

    /// <summary>The actor has stopped.</summary>
    void Leave(IActorRef collector) { }

    /// <summary>Another collector will get what this one hands over. False: what is open is closed and stored
    /// first.</summary>
    bool HasSuccessor => false;
}
