using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Instruments the proxy of a cluster singleton: messages that it buffers while there is no singleton keep
/// their traces.</summary>
/// <remarks>Any thread. Named in <c>tracing.instrumentation.parts</c>.</remarks>
public sealed class SingletonPart : IInstrumentationPart
{
    public Props Prepare(ActorPath path, Props props) => props;

    public bool Relays(ActorPath path, Type actor) => actor == typeof(ClusterSingletonProxy);

    public RelayedAs As(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ClusterMessages.IsOwn(message) ? RelayedAs.Bare : RelayedAs.Envelope;
    }
}
