using Akka.Actor;
using Akka.Cluster;
using Tracing.Assembling;
using Tracing.Clustering;
using Tracing.Demo.Nodes;
using Tracing.Hosting;
using Tracing.Hosting.Nodes;
using Tracing.Keeping;

namespace Tracing.Demo.Clusters;

/// <summary>How a node of the demo takes its leave: two actor systems, real sockets.</summary>
public sealed class LeavingTests : IAsyncLifetime
{
    private readonly List<ClusterEngine> _engines = [];

    public async Task InitializeAsync()
    {
        var ports = ClusterPlan.FreePorts(2);
        foreach (var port in ports)
        {
            var address = new NodeAddress("127.0.0.1", port, [("127.0.0.1", ports[0])]);
            _engines.Add(ClusterEngine.Start(ClusterDefaults.Hocon, address.Overrides(), AssemblerSettings.Default,
                new MemoryTraceStore(1 << 20, TimeSpan.FromHours(1), TimeProvider.System),
                setup: HyperionAllowList.Of(OrderClient.Messages).For()));
        }
        await RunningHost.UntilAsync(() => Task.FromResult(_engines.Select(engine => Up(engine.System)).Min()), up => up == 2);
    }

    [Fact]
    public async Task A_node_leaves_when_no_request_of_another_leads_over_it_any_more_and_none_does_from_the_moment_it_asks()
    {
        var (stays, leaves) = (_engines[0].System, _engines[1].System);
        var ways = new OrderWays(Cluster.Get(stays), "collector");
        stays.ActorOf(Props.Create(() => new LeaveDesk(ways)), LeaveDesk.Name);
        var client = new OrderClient(leaves, null, TimeProvider.System);
        var leaver = Cluster.Get(leaves).SelfUniqueAddress;
        var way = ways.Begin(1);
        Assert.Equal(leaver, way.Desk);

        var closing = client.CloseAsync();
        await RunningHost.UntilAsync(() => Task.FromResult(TryOne()), desk => !desk.Equals(leaver));
        // On the same way as the node's own question, and behind it: that one has been answered when this one is.
        var desk = leaves.ActorSelection($"{Cluster.Get(stays).SelfAddress}/user/{LeaveDesk.Name}");
        Assert.Equal(1, (await desk.Ask<StillUnderWay>(new MayLeave(leaver.Uid), TimeSpan.FromSeconds(3))).Requests);
        Assert.False(closing.IsCompleted);
        ways.End(way);
        await closing.WaitAsync(TimeSpan.FromSeconds(3));

        UniqueAddress TryOne()
        {
            var next = ways.Begin(2);
            ways.End(next);
            return next.Desk;
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync();
    }

    private static int Up(ActorSystem system) =>
        Cluster.Get(system).State.Members.Count(member => member.Status == MemberStatus.Up);
}
