using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Keeping;

namespace Tracing.Clustering.Collecting;

/// <summary>A real node on a real socket. Its store stands for its disk and outlives the node.</summary>
internal sealed class TestNode
{
    private const string SystemName = "tracing";

    // Time-outs are shortened so that a test takes seconds.
    private static readonly Config _quick = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          actor.serializers.watched = "Tracing.Clustering.Collecting.WatchedJson, Tracing.Cluster.Tests"
          actor.serialization-bindings."System.Object" = watched
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, applied-adapters = ["trttl"] }
          remote.log-remote-lifecycle-events = off
          remote.retry-gate-closed-for = 200ms
          cluster {
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver { active-strategy = keep-majority, stable-after = 1s }
            gossip-interval = 200ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 200ms
            failure-detector { heartbeat-interval = 250ms, acceptable-heartbeat-pause = 2s, expected-response-after = 250ms }
          }
          coordinated-shutdown.exit-clr = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.run-by-actor-system-terminate = off
        }
        tracing.reporter { interval = 20ms, resend-after = 2s }
        tracing.cluster.sharding { rebalance-interval = 1s, retry-interval = 250ms }
        """;

    private TestNode(ActorSystem system, AssemblerSettings? settings, ITraceSink? sink)
    {
        System = system;
        Cluster = Cluster.Get(system);
        Tracing = ClusterTracing.For(system).Tracing;
        if (Cluster.SelfRoles.Contains("collector"))
            Collector = ClusterTracing.For(system).Collect(settings ?? AssemblerSettings.Default, sink ?? Store);
    }

    public ActorSystem System { get; }

    public Cluster Cluster { get; }

    public ActorTracing Tracing { get; }

    public ClusterCollector? Collector { get; }

    public MemoryTraceStore Store { get; } = new(1L << 30);

    public int Shards => Collector?.Shards.Length ?? 0;

    public bool IsUp => Cluster.SelfMember.Status == MemberStatus.Up;

    /// <param name="sink">Gets the closed traces; null: <see cref="Store"/>.</param>
    public static TestNode Start(
        bool collects = true, string hocon = "", AssemblerSettings? settings = null, ITraceSink? sink = null)
    {
        var roles = collects ? "akka.cluster.roles = [collector]\n" : "";
        return new TestNode(
            ActorSystem.Create(SystemName, ConfigurationFactory.ParseString(roles + hocon).WithFallback(_quick)), settings,
            sink);
    }

    /// <summary>An actor system on the same network without tracing.</summary>
    public static ActorSystem StartBare() => ActorSystem.Create(SystemName, _quick);

    public void Join(TestNode seed) => Cluster.Join(seed.Cluster.SelfAddress);

    /// <summary>Leaves in order, as with Ctrl-C or in a rolling restart.</summary>
    public Task LeaveAsync() => CoordinatedShutdown.Get(System)
        .Run(CoordinatedShutdown.ClusterLeavingReason.Instance).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Looks like kill -9 to the other nodes: the network is cut first, so that no farewell is sent.</summary>
    public async Task CrashAsync(params IReadOnlyCollection<TestNode> others)
    {
        foreach (var other in others) await Transport.CutAsync(this, other);
        await System.Terminate();
    }
}
