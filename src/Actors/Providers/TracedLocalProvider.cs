using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using Akka.Serialization;

namespace Tracing.Actors;

/// <summary>Akka.NET's local provider with actors that are traced without code.</summary>
/// <remarks><c>akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"</c></remarks>
public sealed class TracedLocalProvider : IActorRefProvider, IInstrumentedProvider
{
    private readonly LocalActorRefProvider _local;
    private readonly ProviderTracing _tracing;

    public TracedLocalProvider(string systemName, Settings settings, EventStream eventStream)
    {
        _local = new LocalActorRefProvider(systemName, settings, eventStream);
        _tracing = new ProviderTracing(this);
    }

    IInstrumentation? IInstrumentedProvider.Instrumentation => _tracing.Instrumentation;

    public IInternalActorRef RootGuardian => _local.RootGuardian;

    public LocalActorRef Guardian => _local.Guardian;

    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    public IActorRef DeadLetters => _tracing.Before(_local.DeadLetters);

    public IActorRef IgnoreRef => _local.IgnoreRef;

    public ActorPath RootPath => _local.RootPath;

    public Settings Settings => _local.Settings;

    public Deployer Deployer => _local.Deployer;

    public IInternalActorRef TempContainer => _local.TempContainer;

    public Task TerminationTask => _local.TerminationTask;

    public Address DefaultAddress => _local.DefaultAddress;

    public Information SerializationInformation => _local.SerializationInformation;

    public void Init(ActorSystemImpl system) => _tracing.Init(system, _local.Init);

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path,
        bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        ArgumentNullException.ThrowIfNull(props);
        var local = _tracing.Instruments(path, props, systemService)
            ? (lookupDeploy ? Deployer.Lookup(path) : deploy) ?? Deploy.None
            : null;
        return _tracing.Make(system, props, supervisor, path, local, async)
            ?? _local.ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy,
                TracedActors.IsLate(props, async));
    }

    public IActorRef RootGuardianAt(Address address) => _local.RootGuardianAt(address);

    public ActorPath TempPath() => _local.TempPath();

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) =>
        _local.RegisterTempActor(actorRef, path);

    public void UnregisterTempActor(ActorPath path) => _local.UnregisterTempActor(path);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs)
    {
        ArgumentNullException.ThrowIfNull(tcs);
        RunningHandler.Asked(tcs.Task);
        return _local.CreateFutureRef(tcs);
    }

    public IActorRef ResolveActorRef(string path) => _local.ResolveActorRef(path);

    public IActorRef ResolveActorRef(ActorPath actorPath) => _local.ResolveActorRef(actorPath);

    public Address GetExternalAddressFor(Address address) => _local.GetExternalAddressFor(address);
}
