using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Instruments distributed publish-subscribe: messages that the mediator and its topics send belong to the
/// publisher's trace.</summary>
/// <remarks>Any thread. Named in <c>tracing.instrumentation.parts</c>. The mediator and its topics receive messages
/// without envelopes, because they inspect them.</remarks>
public sealed class PubSubPart : IInstrumentationPart
{
    // The namespace of topics and their groups, which are not public in Akka.NET.
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
        // The mediator sends a topic the published message itself, or wraps it for one subscriber of a group.
        _ => ClusterMessages.IsOwn(message) && message.GetType().Name != "SendToOneSubscriber" ? RelayedAs.Bare : RelayedAs.Opened,
    };
}
