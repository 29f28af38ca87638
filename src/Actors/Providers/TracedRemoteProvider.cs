using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using Akka.Remote;

namespace Tracing.Actors;

/// <summary>Akka.NET's remoting provider with actors that are traced without code, on this node and across
/// nodes.</summary>
/// <remarks><c>akka.actor.provider = "Tracing.Actors.TracedRemoteProvider, Tracing.Actors"</c>. The provider
/// for clusters has the same body: each must derive from one of Akka.NET's. What they can share is in
/// <see cref="TracedActors"/>.</remarks>
public sealed class TracedRemoteProvider : RemoteActorRefProvider, IActorRefProvider, IInstrumentedProvider
{
    private TracedDeadLetters? _deadLetters;
    private Instrumentation? _instrumentation;

    public TracedRemoteProvider(string systemName, Settings settings, EventStream eventStream)
        : base(systemName, settings, eventStream)
    {
    }

    IInstrumentation? IInstrumentedProvider.Instrumentation => _instrumentation;

    IActorRef IActorRefProvider.DeadLetters =>
        _deadLetters ??= new TracedDeadLetters(this, (IInternalActorRef)DeadLetters);

    public override void Init(ActorSystemImpl system)
    {
        _instrumentation = TracedActors.Start(system);
        base.Init(system);
        TracedActors.StartTracing(_instrumentation);
    }

    IInternalActorRef IActorRefProvider.ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor,
        ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        if (_instrumentation is { } instrumentation
            && (!systemService || instrumentation.Parts.Relays(path, props.Type))
            && LocalDeployment.Of(this, props, path, deploy, lookupDeploy) is { } local
            && TracedActors.Make(instrumentation, system, props, supervisor, path, local, async) is { } actor)
            return actor;
        return ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy,
            TracedActors.IsLate(props, async));
    }

    FutureActorRef<T> IActorRefProvider.CreateFutureRef<T>(TaskCompletionSource<T> tcs)
    {
        RunningHandler.Asked(tcs.Task);
        return CreateFutureRef(tcs);
    }

    protected override IInternalActorRef CreateRemoteRef(ActorPath actorPath, Address localAddress) =>
        new TracedRemoteRef(_instrumentation, this, localAddress, actorPath, ActorRefs.Nobody, Props.None, Deploy.None);

    protected override IInternalActorRef CreateRemoteRef(Props props, IInternalActorRef supervisor,
        Address localAddress, ActorPath rpath, Deploy deployment) =>
        new TracedRemoteRef(_instrumentation, this, localAddress, rpath, supervisor, props, deployment);
}
