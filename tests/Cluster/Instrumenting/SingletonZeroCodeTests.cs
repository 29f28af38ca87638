using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace Tracing.Clustering.Instrumenting;

/// <summary>A cluster singleton behind its proxy, without changed code.</summary>
public sealed class SingletonZeroCodeTests : ZeroCodeCluster
{
    private const string Whole = "test(Till String)";

    [Fact]
    public async Task Messages_that_the_proxy_buffers_before_there_is_a_singleton_keep_their_trace()
    {
        var proxy = Proxy(Sys);
        var answers = new List<Task<string>>();
        for (var i = 0; i < 4; i++) InTrace(() => answers.Add(proxy.Ask<string>("cash", Forming)));
        Manage(Sys);
        await FormAsync();
        await Task.WhenAll(answers).WaitAsync(Forming);
        foreach (var trace in await TracesAsync(4)) Assert.Equal(Whole, trace.MustBeExact().Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_singletons_move_to_another_node_loses_no_trace()
    {
        // The oldest node with the role has the singleton, and leaves.
        var (first, second) = (Node("akka.cluster.roles = [till]"), Node("akka.cluster.roles = [till]"));
        await FormAsync();
        Manage(first);
        Manage(second);
        var proxy = Proxy(Sys);
        await InTraceAsync(async () => await proxy.Ask<string>("cash", Forming));
        Assert.Equal(Whole, (await NextExactTraceAsync()).Shape());

        var left = LeaveAsync(Oldest(first, second));
        var asked = 0;
        while (!left.IsCompleted || asked < 10)
        {
            // A message that reaches a node while it stops is lost, with or without tracing; the trace then tells so.
            await InTraceAsync(async () => await Task.WhenAny(proxy.Ask<string>("cash", TimeSpan.FromSeconds(2))));
            asked++;
        }
        await left;
        TraceId last = default;
        await InTraceAsync(async () =>
        {
            last = Span.Current!.Context.TraceId;
            await proxy.Ask<string>("cash", Forming);
        });
        var traces = await TracesAsync(asked + 1);
        // In any order: a trace that lacks a span comes later.
        Assert.Equal(Whole, traces.Single(trace => trace.All[0].Span.TraceId == last).Shape());
        var shapes = traces.Select(trace => trace.Shape()).ToArray();
        Assert.True(shapes.Count(shape => shape == Whole) >= asked - 2, string.Join('\n', shapes));
    }

    private static ActorSystem Oldest(ActorSystem first, ActorSystem second) =>
        Akka.Cluster.Cluster.Get(first).SelfMember.IsOlderThan(Akka.Cluster.Cluster.Get(second).SelfMember) ? first : second;

    private static IActorRef Proxy(ActorSystem system) => system.ActorOf(
        ClusterSingletonProxy.Props("/user/tills", ClusterSingletonProxySettings.Create(system).WithRole(RoleIn(system))));

    private static void Manage(ActorSystem system) => system.ActorOf(
        ClusterSingletonManager.Props(Props.Create(() => new Till()), PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(Role(system))), "tills");

    private static string? Role(ActorSystem system) => Akka.Cluster.Cluster.Get(system).SelfRoles.FirstOrDefault();

    // Without the role on the test's own node, other nodes have the singleton.
    private static string? RoleIn(ActorSystem system) =>
        Akka.Cluster.Cluster.Get(system).State.Members.SelectMany(m => m.Roles).FirstOrDefault();

    private sealed class Till : ReceiveActor
    {
        public Till() => Receive<string>(text => Sender.Tell(text));
    }
}
