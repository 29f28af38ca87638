using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Cluster;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Akka.NET's cluster provider with actors that are traced without code, on this node and across
/// nodes.</summary>
/// <remarks><c>akka.actor.provider = "Tracing.Actors.TracedClusterProvider, Tracing.Actors"</c>. The provider
/// for remoting overrides the same members: each must derive from one of Akka.NET's. What they share is in
/// <see cref="ProviderTracing"/>.</remarks>
public sealed class TracedClusterProvider : ClusterActorRefProvider, IActorRefProvider, IInstrumentedProvider
{
    private readonly ProviderTracing _tracing;

    public TracedClusterProvider(string systemName, Settings settings, EventStream eventStream)
        : base(systemName, settings, eventStream) => _tracing = new ProviderTracing(this);

    IInstrumentation? IInstrumentedProvider.Instrumentation => _tracing.Instrumentation;

    IActorRef IActorRefProvider.DeadLetters => _tracing.Before(DeadLetters);

    public override void Init(ActorSystemImpl system) => _tracing.Init(system, base.Init);

    IInternalActorRef IActorRefProvider.ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor,
        ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        var local = _tracing.Instruments(path, props, systemService)
            ? LocalDeployment.Of(this, props, path, deploy, lookupDeploy)
            : null;
        return _tracing.Make(system, props, supervisor, path, local, async)
            ?? ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy,
                TracedActors.IsLate(props, async));
    }

    FutureActorRef<T> IActorRefProvider.CreateFutureRef<T>(TaskCompletionSource<T> tcs)
    {
        RunningHandler.Asked(tcs.Task);
        return CreateFutureRef(tcs);
    }

    protected override IInternalActorRef CreateRemoteRef(ActorPath actorPath, Address localAddress) =>
        CreateRemoteRef(Props.None, ActorRefs.Nobody, localAddress, actorPath, Deploy.None);

    protected override IInternalActorRef CreateRemoteRef(Props props, IInternalActorRef supervisor,
        Address localAddress, ActorPath rpath, Deploy deployment) =>
        new TracedRemoteRef(_tracing.Instrumentation, this, localAddress, rpath, supervisor, props, deployment);
}
