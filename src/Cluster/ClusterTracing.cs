using Akka.Actor;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Clustering;

/// <summary>Sends the finished spans of a cluster node to the collector's shards, wherever in the cluster they
/// are.</summary>
/// <remarks>
/// Any thread. It starts with its first use, or with the actor system through
/// <c>akka.extensions = ["Tracing.Clustering.ClusterTracingProvider, Tracing.Cluster"]</c>. A node that only reports
/// needs no more than that, and no role. A node with the role <c>tracing.cluster.role</c> also calls
/// <see cref="Collect"/>. When <c>tracing.reporter.otlp-endpoint</c> is set, in HOCON or by an environment variable,
/// spans go there instead. No code here is told when the node of a shard dies: the reporter sees only a new incarnation
/// number in the shard's next answer, and sends its spans again.
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
        // The reference also names the serializer of the messages between stores.
        system.Settings.InjectTopLevelFallback(ClusterSettings.Reference);
        Tracing = ActorTracing.For(system);
        _route = system.SystemActorOf(ShardRoute.Props(Settings.Role), "tracing-route");
        if (Tracing.Settings.OtlpEndpoint is null)
            Tracing.ReportToShards(_route, TraceShards.DefaultCount, Settings.BatchBytes, Settings.InFlight);
        // Before the node leaves, its spans are sent to the new nodes of the shards that it handed over.
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

    // A downed node is cut off from the others: nobody would answer.
    private bool IsDowned => Akka.Cluster.Cluster.Get(_system).SelfMember.Status == Akka.Cluster.MemberStatus.Down;

    // Shorter than the five seconds of a shutdown phase.
    private static TimeSpan DrainTime => TimeSpan.FromSeconds(4);

    public ClusterSettings Settings { get; }

    public ActorTracing Tracing { get; }

    /// <summary>Null when this node has no shards.</summary>
    public ClusterCollector? Collector
    {
        get
        {
            lock (_lock) return _collector;
        }
    }

    /// <exception cref="global::Tracing.Configuration.ConfigurationException">Thrown at the first use: a value is
    /// unusable, or the actor system is not part of a cluster.</exception>
    public static ClusterTracing For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return ClusterTracingProvider.Instance.Apply(system);
    }

    /// <summary>Starts the collector's shards on this node. A second call returns the same collector.</summary>
    /// <param name="settings">Limits for all shards of the node together.</param>
    /// <param name="sink">Gets the traces that the node's shards close, from one caller at a time.</param>
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
