using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Tracing.Actors;

namespace Tracing.Clustering.Instrumenting;

/// <summary>Nodes of a cluster whose actors are traced without changed code; all report to the test's
/// collector.</summary>
public abstract class ZeroCodeCluster(string hocon = "")
    : TracedKit(Traced + "\n" + hocon, form: TraceForm.ZeroCode, provider: "",
        settings: SettlesSoon with { MaxAge = TimeSpan.FromSeconds(15) })
{
    protected static readonly TimeSpan Forming = TimeSpan.FromSeconds(12);

    /// <summary>The settings of a node of the application, without tracing.</summary>
    protected const string Bare = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          remote.log-remote-lifecycle-events = off
          cluster {
            gossip-interval = 200ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 200ms
            sharding {
              state-store-mode = ddata
              remember-entities-store = ddata
              distributed-data.durable.keys = []
              retry-interval = 250ms
              rebalance-interval = 1s
              updating-state-timeout = 2s
            }
            singleton-proxy.singleton-identification-interval = 200ms
            pub-sub.gossip-interval = 200ms
          }
          coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off }
        }
        """;

    protected const string Traced = Bare + """

        akka.actor.provider = "Tracing.Actors.TracedClusterProvider, Tracing.Actors"
        tracing.reporter.interval = 5ms
        tracing.instrumentation { start = "", starts-per-second = 0 }
        """;

    private readonly List<ActorSystem> _others = [];

    /// <summary>Adds a node to the test's cluster; the test's own node is the oldest.</summary>
    protected ActorSystem Node(string hocon = "", bool isTraced = true)
    {
        var node = ActorSystem.Create(Sys.Name,
            ConfigurationFactory.ParseString(hocon).WithFallback(isTraced ? Traced : Bare));
        _others.Add(node);
        if (isTraced) ActorTracing.For(node).ReportTo(Collector);
        return node;
    }

    /// <summary>Waits until all nodes are up.</summary>
    protected async Task FormAsync()
    {
        var first = Cluster.Get(Sys).SelfAddress;
        Cluster.Get(Sys).Join(first);
        foreach (var other in _others) Cluster.Get(other).Join(first);
        await UpAsync([Sys, .. _others]);
    }

    protected Task UpAsync(params ActorSystem[] nodes) => AwaitAssertAsync(() =>
        Assert.All(nodes, node => Assert.Equal(nodes.Length,
            Cluster.Get(node).State.Members.Count(m => m.Status == MemberStatus.Up))), Forming);

    protected static Task LeaveAsync(ActorSystem node) =>
        CoordinatedShutdown.Get(node).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).WaitAsync(Forming);

    /// <summary>Waits for this many traces. A trace that lost a message arrives only at its maximum age.</summary>
    protected async Task<IReadOnlyList<TracedOutcome>> TracesAsync(int count)
    {
        var traces = new List<TracedOutcome>();
        while (traces.Count < count) traces.Add(await NextTraceAsync(TimeSpan.FromSeconds(25)));
        return traces;
    }

    protected override void AfterAll()
    {
        foreach (var other in _others) Shutdown(other, Forming);
        base.AfterAll();
    }
}
