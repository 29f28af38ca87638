using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Makes the extension; its name is what <c>akka.extensions</c> takes.</summary>
public sealed class ActorTracingProvider : ExtensionIdProvider<ActorTracing>
{
    public static ActorTracingProvider Instance { get; } = new();

    public override ActorTracing CreateExtension(ExtendedActorSystem system) => new(system);
}
