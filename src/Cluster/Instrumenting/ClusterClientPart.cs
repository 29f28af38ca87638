using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Instruments the client of a cluster, on its own node and on the nodes of the cluster: what it sends reaches
/// the services in the sender's trace, and so do their answers to actors.</summary>
/// <remarks>
/// Any thread. Named in <c>tracing.instrumentation.parts</c>. The client takes the content out of its message and puts
/// it into one of publish-subscribe, perhaps after it has waited for a connection, so the envelope is around the
/// content. The receptionist of a node hands the message to the node's mediator, which <see cref="PubSubPart"/> knows.
/// Answers come back through an actor for each sender.
/// </remarks>
public sealed class ClusterClientPart : IInstrumentationPart
{
    // Not public in Akka.NET.
    private const string Tunnel = "Akka.Cluster.Tools.Client.ClientResponseTunnel";

    public Props Prepare(ActorPath path, Props props) => props;

    public bool Relays(ActorPath path, Type actor)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(actor);
        return actor == typeof(ClusterClient) || actor == typeof(ClusterReceptionist)
            || actor.FullName == "Akka.Cluster.Tools.Client.ClusterClientDiscovery"
            || (actor.FullName == Tunnel && !IsForAsk(path));
    }

    public RelayedAs As(object message) => message switch
    {
        ClusterClient.Send => RelayedAs.AroundContent,
        ClusterClient.SendToAll or ClusterClient.Publish => RelayedAs.AroundContentToMany,
        // At the receptionist.
        Send => RelayedAs.Opened,
        SendToAll or Publish => RelayedAs.OpenedToMany,
        // Answers of services.
        _ => ClusterMessages.IsOwn(message) ? RelayedAs.Bare : RelayedAs.Envelope,
    };

    public object? ContentOf(object message) => message switch
    {
        ClusterClient.Send send => send.Message,
        ClusterClient.SendToAll send => send.Message,
        ClusterClient.Publish publish => publish.Message,
        Send send => send.Message,
        SendToAll send => send.Message,
        Publish publish => publish.Message,
        _ => null,
    };

    public object WithContent(object message, object content) => message switch
    {
        ClusterClient.Send send => new ClusterClient.Send(send.Path, content, send.LocalAffinity),
        ClusterClient.SendToAll send => new ClusterClient.SendToAll(send.Path, content),
        ClusterClient.Publish publish => new ClusterClient.Publish(publish.Topic, content),
        Send send => new Send(send.Path, content, send.LocalAffinity),
        SendToAll send => new SendToAll(send.Path, content, send.ExcludeSelf),
        Publish publish => new Publish(publish.Topic, content, publish.SendOneMessageToEachGroup),
        _ => message,
    };

    // The tunnel is named after the client's sender. An answer to an Ask is no act of a trace, and goes bare.
    private static bool IsForAsk(ActorPath tunnel) =>
        Uri.UnescapeDataString(tunnel.Name).Contains("/temp/", StringComparison.Ordinal);
}
