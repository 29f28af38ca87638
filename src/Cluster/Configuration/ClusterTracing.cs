using Akka.Actor;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Collecting;

namespace Tracing.Clustering;

/// <summary>A cluster node's tracing: its finished spans go to the collector's shards, wherever in the cluster they
/// are.</summary>
/// <remarks>
/// Started by its first use, or by Akka.NET itself with
/// <c>akka.extensions = ["Tracing.Clustering.ClusterTracingProvider, Tracing.Cluster"]</c>, which is all that a node
/// needs that only reports; it needs no role. A node with the role <c>tracing.cluster.role</c> calls
/// <see cref="Collect"/> besides. Where <c>tracing.reporter.otlp-endpoint</c> is set, spans go there instead. Any thread.
/// </remarks>
public sealed class ClusterTracing : IExtension
{
    private readonly ActorSystem _system;
    private readonly Lock _lock = new();
    private readonly IActorRef _route;
    private ClusterCollector? _collector;

    internal ClusterTracing(ExtendedActorSystem system)
    {
        _system = system;
        Settings = ClusterSettings.Read(system);
        // With it come the serializers of what nodes ask each other.
        system.Settings.InjectTopLevelFallback(ClusterSettings.Reference);
        Tracing = ActorTracing.For(system);
        _route = system.SystemActorOf(ShardRoute.Props(Settings.Role), "tracing-route");
        if (Tracing.Settings.OtlpEndpoint is null)
            Tracing.ReportToShards(_route, TraceShards.DefaultCount, Settings.BatchBytes, Settings.InFlight);
        // What the own shards hand over is sent to their new places before the node is gone.
        var shutdown = CoordinatedShutdown.Get(system);
        foreach (var phase in new[] { CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseClusterLeave })
        {
            shutdown.AddTask(phase, "tracing-report", async () =>
            {
                if (!IsDowned) await Tracing.DrainAsync(DrainTime).ConfigureAwait(false);
                return Akka.Done.Instance;
            });
        }
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "tracing-last-resort", async () =>
        {
            if (Collector is { } collector) await collector.StoreWhatIsLeftAsync(Tracing, IsDowned).ConfigureAwait(false);
            return Akka.Done.Instance;
        });
    }

    // Cut off from the others: nobody would answer.
    private bool IsDowned => Akka.Cluster.Cluster.Get(_system).SelfMember.Status == Akka.Cluster.MemberStatus.Down;

    // Below the five seconds that a phase has.
    private static TimeSpan DrainTime => TimeSpan.FromSeconds(4);

    public ClusterSettings Settings { get; }

    public ActorTracing Tracing { get; }

    /// <summary>Null where this node has no shards.</summary>
    public ClusterCollector? Collector
    {
        get
        {
            lock (_lock) return _collector;
        }
    }

    /// <exception cref="global::Tracing.Configuration.ConfigurationException">At the first use: a value is unusable, or
    /// the system is not on a cluster.</exception>
    public static ClusterTracing For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return ClusterTracingProvider.Instance.Apply(system);
    }

    /// <summary>Starts this node's part of the shards; the same at a second call.</summary>
    /// <param name="settings">Limits are for all shards of the node together.</param>
    /// <param name="sink">Called by one caller at a time, with what all shards of the node have closed.</param>
    /// <exception cref="global::Tracing.Configuration.ConfigurationException">The node lacks the role.</exception>
    public ClusterCollector Collect(AssemblerSettings settings, ITraceSink sink)
    {
        lock (_lock)
        {
            if (_collector is not null) return _collector;
            _collector = new ClusterCollector(_system, Settings, settings, sink);
            _route.Tell(new ShardRoute.Use(_collector.Region));
            return _collector;
        }
    }
}
