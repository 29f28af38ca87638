using Akka.Actor;
using Akka.Remote;

namespace Tracing.Actors;

/// <summary>Decides whether an actor runs on this node, or whether its deployment sends it to another.</summary>
internal static class LocalDeployment
{
    /// <summary>Returns the merged deployment of an actor of this node; null: it belongs on another node.</summary>
    public static Deploy? Of(RemoteActorRefProvider provider, Props props, ActorPath path, Deploy? deploy, bool lookup)
    {
        var found = lookup ? Lookup(provider, path) : null;
        var merged = (deploy, found) switch
        {
            (null, null) => Deploy.None,
            (null, { } only) => only,
            ({ } only, null) => only,
            ({ } first, { } second) => second.WithFallback(first),
        };
        var scope = merged.WithFallback(props.Deploy).Scope;
        return scope is RemoteScope remote && !provider.HasAddress(remote.Address) ? null : merged;
    }

    // A path below /remote is: protocol and address of the node that has deployed the actor, then the actor's path
    // there.
    private static Deploy? Lookup(RemoteActorRefProvider provider, ActorPath path) => path.Elements[0] switch
    {
        "user" => provider.Deployer.Lookup(path.Elements.Skip(1)),
        "remote" => provider.LookUpRemotes(path.Elements),
        _ => null,
    };
}
