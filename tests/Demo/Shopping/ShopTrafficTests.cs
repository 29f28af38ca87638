using System.Collections.Immutable;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;

namespace Tracing.Demo.Shopping;

public class ShopTrafficTests
{
    private const int Purchases = 40;

    [Fact]
    public async Task Each_purchase_is_one_exact_trace_over_all_services_that_it_reached()
    {
        var store = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes);
        await using (var engine = ActorEngine.Start("", [], AssemblerSettings.Default, store))
        {
            await using var shop = new ShopSystems(engine.Collector, TimeProvider.System);
            await Task.WhenAll(Enumerable.Range(1, Purchases).Select(number => shop.BuyAsync($"order-{number}", "cup", default)));
        }
        var traces = await store.FindAsync(new TraceQuery(Limit: 1_000));
        Assert.Equal(Purchases, traces.Length);
        Assert.All(traces, static trace => Assert.Equal(CompletenessKind.Exact, trace.Completeness.Kind));
        foreach (var trace in traces)
        {
            var services = trace.Summary.Services.Select(static one => one.Service).ToImmutableArray();
            // A refused card ends the purchase before the mail.
            string[] expected = trace.Decode().Any(static span => span.Service == "payments" && span.IsError)
                ? ["orders", "payments", "stock", "web"]
                : ["mail", "orders", "payments", "stock", "web"];
            Assert.Equal(expected, services);
            // The figures of services that Jaeger's page opens with count spans of this kind.
            var checkout = trace.Decode().Single(static span => span.Span.Name == "POST /checkout");
            Assert.Equal(SpanKind.Server, checkout.Span.Kind);
        }
    }
}
