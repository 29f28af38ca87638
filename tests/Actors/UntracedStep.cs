using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A step whose message is never traced, whatever is current where it is sent.</summary>
public sealed record UntracedStep(string Name, Action<IActorContext> Body) : Step(Name, Body), INeverTraced;
