using Akka.Actor;
using Tracing.Hosting.Journaling;

namespace Tracing.EndToEnd.Activities;

/// <summary>The first trace of somebody who has read no more than the README's first snippet.</summary>
public class FirstTraceTests
{
    [Fact]
    public async Task Two_lines_of_HOCON_and_a_message_from_outside_make_a_trace()
    {
        using var host = await HostProcess.StartAsync("--no-demo", "--data", "memory");
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var system = ActorSystem.Create("shop", $$"""
            akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
            tracing.reporter.otlp-endpoint = "{{new Uri(host.Door, "/")}}"
            """);
        var packer = system.ActorOf(Props.Create(() => new Packer()), "packer");
        var shop = system.ActorOf(Props.Create(() => new Shop(packer)), "shop");
        Assert.Equal("packed lamp", await shop.Ask<string>("lamp", TimeSpan.FromSeconds(10)));

        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal(("Shop String(Packer String)", "exact"), (trace.Shape, trace.Completeness));
        await system.Terminate();
    }

    private sealed class Shop : ReceiveActor
    {
        public Shop(IActorRef packer) => Receive<string>(packer.Forward);
    }

    private sealed class Packer : ReceiveActor
    {
        public Packer() => Receive<string>(item => Sender.Tell($"packed {item}"));
    }
}
