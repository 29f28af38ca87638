using Akka.Actor;

namespace Tracing.Clustering;

/// <summary>Makes the extension; its name is what <c>akka.extensions</c> takes.</summary>
public sealed class ClusterTracingProvider : ExtensionIdProvider<ClusterTracing>
{
    public static ClusterTracingProvider Instance { get; } = new();

    public override ClusterTracing CreateExtension(ExtendedActorSystem system) => new(system);
}
