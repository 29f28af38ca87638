using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A step whose message is never traced, whatever span it is sent under.</summary>
public sealed record UntracedStep(string Name, Action<IActorContext> Body) : Step(Name, Body), INeverTraced;
