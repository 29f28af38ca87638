using Akka.Actor;
using Tracing.Contracts;

namespace Tracing.Actors;

/// <summary>The place of a collector actor: hears when it starts and stops and how much it has done, and knows whether
/// another one will follow it.</summary>
/// <remarks>The actor calls it within its turns: implementations must be quick and must not throw.</remarks>
public interface ICollectorSeat
{
    /// <summary>Called at each tick.</summary>
    void Report(CollectorCounts counts);

    /// <summary>The actor has started.</summary>
    void Enter(IActorRef collector) { }

    /// <summary>The actor has stopped.</summary>
    void Leave(IActorRef collector) { }

    /// <summary>True when another collector will get what this one hands over. False: it closes and stores its open
    /// traces first.</summary>
    bool HasSuccessor => false;
}
