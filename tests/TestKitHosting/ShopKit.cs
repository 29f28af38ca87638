using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Tracing.AkkaHosting;

namespace Tracing.Testing;

/// <summary>The shop of tests/TestKit in a system that Akka.Hosting.TestKit configures as an application does, for the
/// assertions that are linked from there.</summary>
public abstract class ShopKit : TestKit
{
    protected TraceProbe Traces => TraceProbe.In(Sys);

    protected IActorRef Packer => ActorRegistry.Get<Packer>();

    protected IActorRef Keeper => ActorRegistry.Get<Shopkeeper>();

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithTracing()
        .AddHocon("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """, HoconAddMode.Prepend)
        .AddHocon(TraceProbe.Config, HoconAddMode.Append)
        .WithActors((system, registry) =>
        {
            // The probe first, so that no span goes elsewhere.
            TraceProbe.In(system);
            var packer = system.ActorOf(Props.Create(() => new Packer()), "packer");
            registry.Register<Packer>(packer);
            registry.Register<Shopkeeper>(system.ActorOf(Props.Create(() => new Shopkeeper(packer)), "keeper"));
        });

    protected IActorRef Worker(string name) => Sys.ActorOf(Props.Create(() => new Worker()), name);

    protected static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    private protected async Task<ProbedTrace> BoughtAsync(string order = "1")
    {
        await Traces.RunAsync("buy", () => Keeper.Ask<Packed>(new Buy(order)));
        return await Traces.NextAsync();
    }
}
