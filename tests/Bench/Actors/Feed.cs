using Akka.Actor;

namespace Tracing.Bench.Actors;

/// <summary>Tells an actor to send itself messages.</summary>
/// <param name="Send">Sends them, on the actor's thread.</param>
internal sealed record Feed(Action<IActorRef> Send);
