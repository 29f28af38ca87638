using Akka.Actor;
using Akka.Actor.Internal;

namespace Tracing.Actors;

/// <summary>The part of a traced provider that is the same for all of them. Each derives from another provider of
/// Akka.NET, or delegates to it.</summary>
internal sealed class ProviderTracing(IActorRefProvider provider)
{
    private TracedDeadLetters? _deadLetters;

    /// <summary>Null until the provider has been initialised.</summary>
    public Instrumentation? Instrumentation { get; private set; }

    /// <summary>Returns a reference that stands before Akka.NET's dead letters.</summary>
    public IActorRef Before(IActorRef deadLetters) =>
        _deadLetters ??= new TracedDeadLetters(provider, (IInternalActorRef)deadLetters);

    /// <summary>Initialises the provider, with tracing from its first actor on.</summary>
    /// <param name="initialise">Akka.NET's own way.</param>
    /// <exception cref="Tracing.Configuration.ConfigurationException">A setting is unusable.</exception>
    public void Init(ActorSystemImpl system, Action<ActorSystemImpl> initialise)
    {
        Instrumentation = TracedActors.Start(system);
        initialise(system);
        // Now, when the guardians are there: a message from another node may come before the first actor of the user,
        // and subscribers of actors' telemetry must not see our actors start.
        _ = Instrumentation.Tracing;
    }

    /// <summary>True when the actor may need a cell of ours. Of Akka.NET's own actors few do.</summary>
    public bool Instruments(ActorPath path, Props props, bool systemService) =>
        Instrumentation is { } instrumentation && (!systemService || instrumentation.Parts.Relays(path, props.Type)
            || PersistenceMembers.IsPlugin(props.Type));

    /// <summary>Makes an instrumented actor; null where Akka.NET must make a plain one.</summary>
    /// <param name="local">The actor's deployment, looked up and merged; null: it belongs on another node.</param>
    public IInternalActorRef? Make(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path,
        Deploy? local, bool async) =>
        Instrumentation is { } instrumentation && local is not null
            ? TracedActors.Make(instrumentation, system, props, supervisor, path, local, async)
            : null;
}
