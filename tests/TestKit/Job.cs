using Akka.Actor;

namespace Tracing.Testing;

/// <summary>A message that brings its handler along.</summary>
internal sealed record Job(Action<IActorContext> Body);
