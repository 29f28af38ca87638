using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>Makes the actors of this node like Akka.NET, but with cells and mailboxes that trace.</summary>
internal static class TracedActors
{
    /// <summary>Reads the settings, and starts what must run before the first actor.</summary>
    /// <exception cref="Tracing.Configuration.ConfigurationException">A setting is unusable.</exception>
    public static Instrumentation Start(ActorSystemImpl system)
    {
        var instrumentation = new Instrumentation(system);
        var missing = string.Join("; ", AkkaMembers.Missing().Concat(PersistenceMembers.Missing()));
        var version = typeof(ActorCell).Assembly.GetName().Version;
        if (missing.Length > 0)
            system.Log.Warning("Tracing: some of it is off with Akka.NET {0}: {1}", version, missing);
        new LogStamper(system.Provider, () => instrumentation.Started?.Log).Subscribe(system.EventStream);
        new LossListener(system.Provider, instrumentation).Subscribe(system.EventStream);
        // A custom scheduler, such as the TestKit's, stays: its owner expects to find it there.
        if (system.Scheduler is HashedWheelTimerScheduler and var own)
        {
            if (AkkaMembers.HasScheduler) AkkaMembers.Scheduler(system) = new TracedScheduler(own, instrumentation);
            // Nothing of ours sees its first use.
            else new LateStart(own).Start();
        }
        return instrumentation;
    }

    /// <summary>False for routers, which must start at once: messages that wait for a router's start are routed later
    /// by another thread, which does not know their trace.</summary>
    public static bool IsLate(Props props, bool async) => async && props.Deploy.RouterConfig is NoRouter;

    /// <summary>Makes an instrumented actor; null where Akka.NET must make a plain one.</summary>
    /// <param name="deploy">The actor's deployment, looked up and merged.</param>
    public static IInternalActorRef? Make(Instrumentation instrumentation, ActorSystemImpl system, Props props,
        IInternalActorRef supervisor, ActorPath path, Deploy? deploy, bool async)
    {
        if (props.Deploy.RouterConfig is not NoRouter || IsOurs(props.Type)) return null;
        props = Merged(instrumentation.Parts.Prepare(path, props), deploy);
        if (!system.Dispatchers.HasDispatcher(props.Dispatcher)) return null;
        MailboxSeed seed;
        Akka.Dispatch.MessageDispatcher dispatcher;
        try
        {
            dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
            seed = new MailboxSeed(instrumentation,
                system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config),
                Wish(deploy) ?? Wish(props.Deploy),
                instrumentation.Parts.RelayOf(path, props.Type), TracedQueues.Around, system.Settings)
            {
                Stream = StreamOwner.Here(props.Type),
            };
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // Akka.NET's own attempt to make the actor will report the cause.
            return null;
        }
        return async
            ? new TracedRepointableRef(system, props, dispatcher, seed, supervisor, path).Initialize(async: true)
            : new TracedLocalRef(system, props, dispatcher, seed, supervisor, path);
    }

    // Tracing the actors that record and report would make spans about spans, without end.
    private static bool IsOurs(Type actor) =>
        actor == typeof(SpanReporter) || actor == typeof(OtlpForwarder)
        || actor == typeof(CollectorActor) || actor == typeof(BatchDesk);

    // As in Akka.NET, deployment wins over Props.
    private static Props Merged(Props props, Deploy? deploy)
    {
        if (deploy is null) return props;
        if (deploy.Mailbox != Deploy.NoMailboxGiven) props = props.WithMailbox(deploy.Mailbox);
        if (deploy.Dispatcher != Deploy.NoDispatcherGiven) props = props.WithDispatcher(deploy.Dispatcher);
        if (deploy.StashCapacity != Deploy.NoStashSize) props = props.WithStashCapacity(deploy.StashCapacity);
        return props;
    }

    private static bool? Wish(Deploy? deploy)
    {
        var config = deploy?.Config;
        return config is not null && config.HasPath(PropsTracing.Key) ? config.GetBoolean(PropsTracing.Key) : null;
    }
}
