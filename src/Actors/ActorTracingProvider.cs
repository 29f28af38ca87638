using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Makes the <see cref="ActorTracing"/> of a system; its type name is the value for
/// <c>akka.extensions</c>.</summary>
public sealed class ActorTracingProvider : ExtensionIdProvider<ActorTracing>
{
    public static ActorTracingProvider Instance { get; } = new();

    public override ActorTracing CreateExtension(ExtendedActorSystem system) => new(system);
}
