using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace Tracing.Testing.Probing;

/// <summary>The three ready settings, each on a system of its own.</summary>
public class ConfigTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private static ActorSystem Start(string name, Config config) => ActorSystem.Create(
        name, ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF").WithFallback(config));

    [Fact]
    public async Task A_trace_through_two_systems_of_one_process_is_one_trace()
    {
        var (near, far) = (Start("near", TraceProbe.RemoteConfig), Start("far", TraceProbe.RemoteConfig));
        var traces = TraceProbe.In(near).Include(far);
        far.ActorOf(Props.Create(() => new Packer()), "packer");
        var address = ((ExtendedActorSystem)far).Provider.DefaultAddress;
        var packer = await near.ActorSelection(new RootActorPath(address) / "user" / "packer").ResolveOne(_patience);
        var trace = (await traces.CaptureAsync("pack", () => packer.Ask<Packed>(new Pack("1"), _patience)))
            .MustBeExact().HasShape("pack(Packer Pack)");
        trace.Span("pack").HasService("near");
        trace.Span("Packer Pack").HasService("far");
        await Task.WhenAll(near.Terminate(), far.Terminate());
    }

    [Fact]
    public async Task A_node_of_a_cluster_is_traced()
    {
        var system = Start("cluster", TraceProbe.ClusterConfig);
        var traces = TraceProbe.In(system);
        var up = new TaskCompletionSource();
        Cluster.Get(system).RegisterOnMemberUp(up.SetResult);
        Cluster.Get(system).Join(Cluster.Get(system).SelfAddress);
        await up.Task.WaitAsync(_patience);
        var packer = system.ActorOf(Props.Create(() => new Packer()), "packer");
        (await traces.CaptureAsync("pack", () => packer.Ask<Packed>(new Pack("1")))).MustBeExact().HasShape("pack(Packer Pack)");
        await system.Terminate();
    }

    [Fact]
    public async Task Each_of_many_systems_at_once_has_its_own_traces()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            var system = Start($"shop{number}", TraceProbe.Config);
            var traces = TraceProbe.In(system);
            var packer = system.ActorOf(Props.Create(() => new Packer()), "packer");
            await traces.RunAsync($"pack {number}", () => packer.Ask<Packed>(new Pack("1")));
            (await traces.NextAsync()).MustBeExact().HasShape($"pack {number}(Packer Pack)");
            await traces.ExpectNoTraceAsync();
            await system.Terminate();
        }));
    }
}
