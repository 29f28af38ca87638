using Akka.Actor;
using Akka.Remote;

namespace Tracing.Actors;

/// <summary>Tells actors that run on this node from those that deployment sends to another.</summary>
internal static class LocalDeployment
{
    /// <summary>What deployment says of an actor of this node, merged; null when it belongs on another.</summary>
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

    // A path below /remote holds, after protocol and address of whoever deployed it, the path that it has there.
    private static Deploy? Lookup(RemoteActorRefProvider provider, ActorPath path) => path.Elements[0] switch
    {
        "user" => provider.Deployer.Lookup(path.Elements.Skip(1)),
        "remote" => provider.LookUpRemotes(path.Elements),
        _ => null,
    };
}
