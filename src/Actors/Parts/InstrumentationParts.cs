using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tracing.Configuration;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>The parts of one actor system. They are asked once for each actor, when it is made.</summary>
/// <param name="log">Makes a logger when there is something to say: one that is made while the system starts keeps the
/// level of that time.</param>
internal sealed class InstrumentationParts(ImmutableArray<IInstrumentationPart> parts, Func<ILoggingAdapter> log)
{
    private const string Key = "tracing.instrumentation.parts";

    private const string Default = "Tracing.Clustering.ShardingPart, Tracing.Cluster; "
        + "Tracing.Clustering.SingletonPart, Tracing.Cluster; Tracing.Clustering.PubSubPart, Tracing.Cluster; "
        + "Tracing.Clustering.ClusterClientPart, Tracing.Cluster";

    // Actors of Akka.Cluster that pass users' messages on.
    private static readonly FrozenSet<string> _clusterRelays = FrozenSet.Create(
        "Akka.Cluster.Sharding.ShardRegion", "Akka.Cluster.Tools.Singleton.ClusterSingletonProxy",
        "Akka.Cluster.Tools.PublishSubscribe.DistributedPubSubMediator",
        "Akka.Cluster.Tools.Client.ClusterClient");

    private static volatile bool _isContentUsed;

    private int _hasSaidSo;

    // Parts that have failed: each is logged once, not once for each actor.
    private readonly ConcurrentDictionary<IInstrumentationPart, bool> _failed = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="ConfigurationException">A named type exists and is no part.</exception>
    public static InstrumentationParts Read(ConfigReader config, Func<ILoggingAdapter> log)
    {
        var names = config.Text(Key, Default);
        var parts = ImmutableArray.CreateBuilder<IInstrumentationPart>();
        foreach (var name in names.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // A missing type is no error: this application does not use that library.
            if (Type.GetType(name, throwOnError: false) is not { } type) continue;
            if (!typeof(IInstrumentationPart).IsAssignableFrom(type) || type.GetConstructor(Type.EmptyTypes) is null)
            {
                throw config.Refuse(Key, names,
                    $"{type.FullName} must be an IInstrumentationPart with a constructor without arguments");
            }
            if (Made(type, log) is { } part) parts.Add(part);
        }
        return new InstrumentationParts(parts.ToImmutable(), log);
    }

    public Props Prepare(ActorPath path, Props props)
    {
        foreach (var part in parts)
        {
            var before = props;
            props = Try(part, () => part.Prepare(path, before), before);
        }
        return props;
    }

    /// <summary>From now on a message to another node may have an envelope around its content.</summary>
    public static void ContentIsUsed() => _isContentUsed = true;

    /// <summary>Returns the message in the envelope that is around its content now; null: there is none.</summary>
    public static TraceEnvelope? FromContent(object message, IInstrumentationPart part) =>
        part.ContentOf(message) is TraceEnvelope traced
            ? TraceEnvelope.Create(part.WithContent(message, traced.Message), traced.Stamp)
            : null;

    /// <inheritdoc cref="FromContent(object, IInstrumentationPart)"/>
    public TraceEnvelope? FromContent(object message)
    {
        if (!_isContentUsed) return null;
        foreach (var part in parts)
            if (Try(part, () => FromContent(message, part), null) is { } traced)
                return traced;
        return null;
    }

    public bool Relays(ActorPath path, Type actor) => RelayOf(path, actor) is not null;

    /// <summary>Returns the part that declares this actor a relay; null: it is none.</summary>
    public IInstrumentationPart? RelayOf(ActorPath path, Type actor)
    {
        foreach (var part in parts)
            if (Try(part, () => part.Relays(path, actor), false))
                return part;
        if (_clusterRelays.Contains(actor.FullName ?? "")) SayThatTheTraceEnds(actor);
        return null;
    }

    private void SayThatTheTraceEnds(Type actor)
    {
        if (Interlocked.Exchange(ref _hasSaidSo, 1) != 0) return;
        log().Warning("Tracing: traces end at {0}, because no part for Akka.Cluster is there. Add the package "
            + "TracingForAkka.Cluster, or list its parts in " + Key, actor.FullName);
    }

#pragma warning disable CA1031 // No exception of ours may keep a user's system or actor from starting.
    private static IInstrumentationPart? Made(Type type, Func<ILoggingAdapter> log)
    {
        try
        {
            return (IInstrumentationPart?)Activator.CreateInstance(type);
        }
        catch (Exception cause)
        {
            // The library that the part is for is missing: no error.
            if (cause.InnerException is not FileNotFoundException) Complain(log, type, cause.InnerException ?? cause);
            return null;
        }
    }

    private T Try<T>(IInstrumentationPart part, Func<T> ask, T otherwise)
    {
        try
        {
            return ask();
        }
        catch (Exception cause)
        {
            if (_failed.TryAdd(part, true)) Complain(log, part.GetType(), cause);
            return otherwise;
        }
    }
#pragma warning restore CA1031

    private static void Complain(Func<ILoggingAdapter> log, Type part, Exception cause) =>
        log().Warning("Tracing: {0} does not work with this version of Akka.NET: {1}", part.FullName, cause.Message);
}
