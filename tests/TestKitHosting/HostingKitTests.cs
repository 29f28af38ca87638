using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Tracing.AkkaHosting;

namespace Tracing.Testing;

/// <summary>The probe in a test of Akka.Hosting.TestKit: the system is configured as the application configures it.</summary>
public class HostingKitTests : TestKit
{
    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithTracing(tracing => tracing.ServiceName = "shop")
        .WithActors((system, registry) =>
        {
            var packer = system.ActorOf(Props.Create(() => new Packer()), "packer");
            registry.Register<Shopkeeper>(system.ActorOf(Props.Create(() => new Shopkeeper(packer)), "keeper"));
        });

    [Fact]
    public async Task A_test_asserts_on_whole_traces()
    {
        var traces = TraceProbe.In(Sys);
        var keeper = ActorRegistry.Get<Shopkeeper>();
        await traces.RunAsync("buy", () => keeper.Ask<Packed>(new Buy("1"), TestContext.Current.CancellationToken));
        (await traces.NextAsync()).MustBeExact().HasShape("buy(Shopkeeper Buy(Shopkeeper Paid(Packer Pack)))")
            .Span("Packer Pack").HasService("shop");
        await traces.ExpectNoTraceAsync();
    }

    [Fact]
    public async Task A_trace_that_lacks_a_span_fails_with_what_is_missing()
    {
        var traces = TraceProbe.In(Sys);
        traces.Run("buy", () => Span.Current!.CountChild());
        await traces.ReportedAsync();
        var failure = await Assert.ThrowsAsync<TraceAssertionException>(() => traces.NextAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Contains("\"buy\" caused 1 span, 1 of them is missing", failure.Message, StringComparison.Ordinal);
    }
}
