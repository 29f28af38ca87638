using Akka.Actor;
using Akka.Cluster.Routing;
using Akka.Routing;
using Tracing.Actors.Remoting;

namespace Tracing.Actors.Instrumenting.Remoting;

/// <summary>The traced provider of a cluster node.</summary>
public sealed class ClusterProviderTests : TracedKit
{
    private const string Clustered = Nodes.Remoting + """

        akka.actor.provider = "Tracing.Actors.TracedClusterProvider, Tracing.Actors"
        """;

    private readonly ActorSystem _other;

    public ClusterProviderTests()
        : base(Clustered, form: TraceForm.ZeroCode, provider: "")
    {
        _other = ActorSystem.Create(Sys.Name, Nodes.Quiet + Clustered);
        ActorTracing.For(_other).ReportTo(Collector);
    }

    [Fact]
    public async Task A_clusters_router_sends_to_actors_on_other_nodes_within_the_trace()
    {
        var (here, there) = (Akka.Cluster.Cluster.Get(Sys), Akka.Cluster.Cluster.Get(_other));
        here.Join(here.SelfAddress);
        there.Join(here.SelfAddress);
        await AwaitAssertAsync(
            () => Assert.Equal(2, here.State.Members.Count(m => m.Status == Akka.Cluster.MemberStatus.Up)),
            TimeSpan.FromSeconds(20));
        _other.ActorOf(Props.Create(() => new PlainRelay(null)), "relay");
        var router = Sys.ActorOf(Props.Empty.WithRouter(new ClusterRouterGroup(new RoundRobinGroup("/user/relay"),
            new ClusterRouterGroupSettings(1, ["/user/relay"], allowLocalRoutees: false))));
        await AwaitConditionAsync(async () =>
            (await router.Ask<Routees>(GetRoutees.Instance, Patience)).Members.Any(), Patience);

        await InTraceAsync(async () => Assert.Equal(new Order("x"), await router.Ask<Order>(new Order("x"), Patience)));
        Assert.Equal("test(PlainRelay Order)", (await NextExactTraceAsync()).Shape());
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }
}
