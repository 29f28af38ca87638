using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace Tracing.Testing;

/// <summary>A shop in a system of its own, and the probe of its traces.</summary>
public abstract class ShopKit : TestKit
{
    private static readonly Config _quiet = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        """);

    protected ShopKit(string hocon = "")
        : base(ConfigurationFactory.ParseString(hocon).WithFallback(_quiet).WithFallback(TraceProbe.Config))
    {
        Traces = TraceProbe.In(Sys);
        Keeper = Sys.ActorOf(Props.Create(() => new Shopkeeper(Packer)), "keeper");
    }

    protected TraceProbe Traces { get; }

    protected IActorRef Packer => field ??= Sys.ActorOf(Props.Create(() => new Packer()), "packer");

    protected IActorRef Keeper { get; }

    protected IActorRef Worker(string name) => Sys.ActorOf(Props.Create(() => new Worker()), name);

    protected static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    private protected async Task<ProbedTrace> BoughtAsync(string order = "1")
    {
        await Traces.RunAsync("buy", () => Keeper.Ask<Packed>(new Buy(order)));
        return await Traces.NextAsync();
    }
}
