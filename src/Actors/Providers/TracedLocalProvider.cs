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
    private readonly TracedDeadLetters _deadLetters;
    private Instrumentation? _instrumentation;

    public TracedLocalProvider(string systemName, Settings settings, EventStream eventStream)
    {
        _local = new LocalActorRefProvider(systemName, settings, eventStream);
        _deadLetters = new TracedDeadLetters(this, (IInternalActorRef)_local.DeadLetters);
    }

    IInstrumentation? IInstrumentedProvider.Instrumentation => _instrumentation;

    public IInternalActorRef RootGuardian => _local.RootGuardian;

    public LocalActorRef Guardian => _local.Guardian;

    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    public IActorRef DeadLetters => _deadLetters;

    public IActorRef IgnoreRef => _local.IgnoreRef;

    public ActorPath RootPath => _local.RootPath;

    public Settings Settings => _local.Settings;

    public Deployer Deployer => _local.Deployer;

    public IInternalActorRef TempContainer => _local.TempContainer;

    public Task TerminationTask => _local.TerminationTask;

    public Address DefaultAddress => _local.DefaultAddress;

    public Information SerializationInformation => _local.SerializationInformation;

    public void Init(ActorSystemImpl system)
    {
        _instrumentation = TracedActors.Start(system);
        _local.Init(system);
        TracedActors.StartTracing(_instrumentation);
    }

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path,
        bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (_instrumentation is not { } instrumentation
            || (systemService && !instrumentation.Parts.Relays(path, props.Type)))
            return _local.ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy, async);
        return TracedActors.Make(instrumentation, system, props, supervisor, path,
                lookupDeploy ? Deployer.Lookup(path) : deploy, async)
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
