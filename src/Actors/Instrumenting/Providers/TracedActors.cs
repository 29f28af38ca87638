using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>Makes the actors of this node as Akka.NET does, with cells and mailboxes that trace.</summary>
/// <remarks>The three providers share it; they differ only in what they delegate to.</remarks>
internal static class TracedActors
{
    /// <summary>Reads the settings and starts what has to be there before the first actor.</summary>
    /// <exception cref="Tracing.Configuration.ConfigurationException">A setting is unusable.</exception>
    public static Instrumentation Start(ActorSystemImpl system)
    {
        var instrumentation = new Instrumentation(system);
        var missing = string.Join("; ", AkkaMembers.Missing().Concat(PersistenceMembers.Missing()));
        var version = typeof(ActorCell).Assembly.GetName().Version;
        if (missing.Length > 0) system.Log.Warning("Tracing: not all works with Akka.NET {0}: {1}", version, missing);
        new LogStamper(system.Provider, instrumentation).Subscribe(system.EventStream);
        // The timer's thread keeps the context in which it is first used, for ever: so that is none.
        using (ExecutionContext.SuppressFlow())
            system.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(1), static () => { });
        // A scheduler of somebody else's, such as the TestKit's, is what its owner expects to find there.
        if (AkkaMembers.HasScheduler && system.Scheduler is HashedWheelTimerScheduler own)
            AkkaMembers.Scheduler(system) = new TracedScheduler(own, instrumentation);
        return instrumentation;
    }

    /// <summary>A router starts at once: messages that wait for its start are routed by another thread, and their trace is
    /// lost.</summary>
    public static bool IsLate(Props props, bool async) => async && props.Deploy.RouterConfig is NoRouter;

    /// <summary>An instrumented actor, or null where Akka.NET is to make a plain one.</summary>
    /// <param name="deploy">What deployment says of it, looked up and merged.</param>
    public static IInternalActorRef? Make(Instrumentation instrumentation, ActorSystemImpl system, Props props,
        IInternalActorRef supervisor, ActorPath path, Deploy? deploy, bool async)
    {
        if (props.Deploy.RouterConfig is not NoRouter || IsOurs(props.Type)) return null;
        // Before the first message: it may come from another node, in an envelope that only a started system can read.
        if (path.Elements[0] is "user" or "remote") _ = instrumentation.Tracing;
        props = Merged(instrumentation.Parts.Prepare(path, props), deploy);
        if (!system.Dispatchers.HasDispatcher(props.Dispatcher)) return null;
        MailboxSeed seed;
        Akka.Dispatch.MessageDispatcher dispatcher;
        try
        {
            dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
            seed = new MailboxSeed(instrumentation,
                system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config), Wish(deploy) ?? Wish(props.Deploy),
                instrumentation.Parts.RelayOf(path, props.Type), system.Settings);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // Akka.NET's own attempt says what is wrong, in its own words.
            return null;
        }
        return async
            ? new TracedRepointableRef(system, props, dispatcher, seed, supervisor, path).Initialize(async: true)
            : new TracedLocalRef(system, props, dispatcher, seed, supervisor, path);
    }

    /// <summary>Our own actors record and report: tracing them would feed on itself.</summary>
    private static bool IsOurs(Type actor) =>
        actor == typeof(SpanReporter) || actor == typeof(UndeliveredRecorder) || actor == typeof(OtlpForwarder)
        || actor == typeof(CollectorActor) || actor == typeof(BatchDesk);

    // Deployment goes before Props, as in Akka.NET.
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
