using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Knows the proxy of a cluster singleton, which holds messages back while there is no singleton: they keep their
/// traces.</summary>
/// <remarks>Named in <c>tracing.instrumentation.parts</c>. Any thread.</remarks>
public sealed class SingletonPart : IInstrumentationPart
{
    public Props Prepare(ActorPath path, Props props) => props;

    public bool Relays(ActorPath path, Type actor) => actor == typeof(ClusterSingletonProxy);

    public RelayedAs As(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return OfCluster.Is(message) ? RelayedAs.Bare : RelayedAs.Envelope;
    }
}
