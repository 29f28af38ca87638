using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Knows the mediator of distributed publish-subscribe and its topics: whom they send to belongs to the trace of
/// whoever published.</summary>
/// <remarks>Named in <c>tracing.instrumentation.parts</c>. They get messages without envelopes, because they look into them. Any
/// thread.</remarks>
public sealed class PubSubPart : IInstrumentationPart
{
    // Not public in Akka.NET: topics, and groups within them.
    private const string Topics = "Akka.Cluster.Tools.PublishSubscribe.Internal.";

    public Props Prepare(ActorPath path, Props props) => props;

    public bool Relays(ActorPath path, Type actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor == typeof(DistributedPubSubMediator)
            || actor.FullName?.StartsWith(Topics, StringComparison.Ordinal) == true;
    }

    public RelayedAs As(object message) => message switch
    {
        Publish or SendToAll => RelayedAs.OpenedToMany,
        Send => RelayedAs.Opened,
        // What the mediator tells a topic is the message itself, or the message for one of a group.
        _ => OfCluster.Is(message) && message.GetType().Name != "SendToOneSubscriber" ? RelayedAs.Bare : RelayedAs.Opened,
    };
}
