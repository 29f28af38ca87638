using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit;

namespace Tracing.Testing;

/// <summary>The shop of tests/TestKit in a system of Akka.TestKit.Xunit, for the assertions that are linked from
/// there.</summary>
public abstract class ShopKit : TestKit
{
    private static readonly Config _quiet = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        """);

    protected ShopKit()
        : base(_quiet.WithFallback(TraceProbe.Config))
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
