using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Clustering;

/// <summary>A host's node of a collector cluster: its own actor system with the node's shards, and a reporter that
/// sends the doors' spans to any shard.</summary>
/// <remarks>Any thread. Disposing leaves the cluster in order: the shards move to other nodes, or, when no other
/// collector is there, the open traces go to the sink.</remarks>
public sealed class ClusterEngine : ICollectorEngine
{
    /// <summary>Longest wait for a collector to take a batch; then the sender is told to send it again.</summary>
    private static readonly TimeSpan _takeTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(10);

    // The host handles signals, exit codes and output itself.
    private static readonly Config _hosted = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          # Nothing here needs 10 ms, and each tick wakes the processor, also at rest.
          scheduler.tick-duration = 50ms
          actor.provider = cluster
          cluster {
            roles = [collector]
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          }
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
        }
        # The collector's own web requests are no traces of an application.
        tracing.activities.sources = ""
        tracing.instrumentation.start = ""
        # The OTEL_* variables are those of the applications that report to this node.
        tracing.otel-variables = off
        """);

    private int _isDisposed;

    private ClusterEngine(ActorSystem system, AssemblerSettings settings, ITraceSink sink)
    {
        System = system;
        Tracing = ActorTracing.For(system);
        Collector = ClusterTracing.For(system).Collect(settings, sink);
        // Without seed nodes the node forms a cluster by itself.
        var cluster = Akka.Cluster.Cluster.Get(system);
        if (cluster.Settings.SeedNodes.IsEmpty) cluster.Join(cluster.SelfAddress);
    }

    public ActorSystem System { get; }

    public ActorTracing Tracing { get; }

    public ClusterCollector Collector { get; }

    public SpanRecorder Recorder => Tracing.Recorder;

    public CollectorCounts Counts => Collector.Counts;

    public int? ShardCount => Collector.Shards.Length;

    /// <summary>Messages of other systems that this node refused to read. See RATIONALE "Which serializers does a node
    /// have?".</summary>
    public long? RefusedMessages => Clustering.RefusedMessages.For(System).Count;

    /// <summary>Starts a node with an operator's HOCON; hocon/cluster.conf is an example.</summary>
    /// <param name="overrides">Single settings by full key; they override the HOCON.</param>
    /// <param name="systemName">The name of the actor system, the same on all nodes.</param>
    /// <param name="setup">Settings that HOCON cannot express, such as serializers for an application's
    /// messages.</param>
    /// <exception cref="global::Tracing.Configuration.ConfigurationException">A tracing.… value is
    /// unusable.</exception>
    public static ClusterEngine Start(string hocon, IEnumerable<KeyValuePair<string, string>> overrides,
        AssemblerSettings settings, ITraceSink sink, string systemName = "tracing", Setup? setup = null)
    {
        var config = HoconSource.Overrides(overrides).WithFallback(ConfigurationFactory.ParseString(hocon));
        var bootstrap = BootstrapSetup.Create()
            .WithConfig(config.WithFallback(_hosted).WithFallback(NodeSerializers.Settings));
        var filter = new RefusalFilter();
        var all = bootstrap.And(new LogFilterSetup([filter]));
        var system = ActorSystem.Create(systemName, setup is null ? all : all.And(setup));
        filter.Refused = Clustering.RefusedMessages.For(system);
        try
        {
            return new ClusterEngine(system, settings, sink);
        }
        catch
        {
            system.Terminate();
            throw;
        }
    }

    public async ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default) =>
        !IsStopped && await Tracing.ReportAsync(batch, _takeTime, stopping).ConfigureAwait(false);

    public async ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default) =>
        !IsStopped && await Tracing.ReportAsync(batch, holder, _takeTime, stopping).ConfigureAwait(false);

    public async ValueTask DrainAsync(CancellationToken stopping = default) =>
        await Tracing.DrainAsync(_drainTime).WaitAsync(stopping).ConfigureAwait(false);

    public async ValueTask<UnstoredTraces> UnstoredAsync(UnstoredAsk ask, CancellationToken stopping = default) =>
        IsStopped ? UnstoredTraces.None : await Collector.UnstoredAsync(ask, stopping).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    private bool IsStopped => Volatile.Read(ref _isDisposed) != 0;
}
