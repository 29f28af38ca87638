using Akka.Actor;

namespace Tracing.Clustering;

/// <summary>Creates <see cref="ClusterTracing"/>; <c>akka.extensions</c> names this type.</summary>
public sealed class ClusterTracingProvider : ExtensionIdProvider<ClusterTracing>
{
    public static ClusterTracingProvider Instance { get; } = new();

    public override ClusterTracing CreateExtension(ExtendedActorSystem system) => new(system);
}
