using System.Diagnostics;
using Tracing.Hosting.Journaling;

namespace Tracing.EndToEnd.Activities;

/// <summary>Traces of an ASP.NET Core service whose spans our own reporter reports.</summary>
public class WebServiceTests
{
    private const string Whole = "GET /go(Shopkeeper Order(GET(GET /stock)))";

    private static Task<HostProcess> StartHostAsync() =>
        HostProcess.StartAsync("--no-demo", "--data", "memory", "--settle", "300ms");

    private static Task<string> AskStockAsync(HostedShop shop, HttpClient client) =>
        client.GetStringAsync(new Uri(shop.Address, "/stock"));

    [Theory]
    [InlineData("")]
    [InlineData("tracing.instrumentation.start = \"\"")]
    public async Task Each_request_without_any_SDK_is_one_exact_trace(string hocon)
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), AskStockAsync, hocon);
        for (var i = 0; i < 3; i++) Assert.Equal("7", await shop.GoAsync(client));

        foreach (var trace in await ShownTrace.OfAsync(host, client, "shop", 3))
        {
            Assert.Equal((Whole, "exact"), (trace.Shape, trace.Completeness));
            Assert.Equal("server", trace.Tag("GET /go", "span.kind"));
            Assert.Equal("200", trace.Tag("GET /go", "http.response.status_code"));
        }
        Assert.StartsWith("00-", shop.TraceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_to_a_server_that_records_nothing_leaves_the_trace_exact()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        var stranger = new Uri(host.Page, "/metrics");
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), async (_, http) =>
        {
            await http.GetStringAsync(stranger);
            return "done";
        });
        await shop.GoAsync(client);
        var exact = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal(("GET /go(Shopkeeper Order(GET))", "exact"), (exact.Shape, exact.Completeness));
    }

    [Fact]
    public async Task A_call_that_gets_no_answer_leaves_the_trace_settled()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), async (_, http) =>
        {
            // No server listens on the discard port.
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri("http://127.0.0.1:9/")));
            return "done";
        });
        await shop.GoAsync(client);
        var settled = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal(("GET /go(Shopkeeper Order(GET))", "settled"), (settled.Shape, settled.Completeness));
    }

    [Fact]
    public async Task Exports_are_not_traced_and_carry_no_traceparent()
    {
        var exports = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => exports.Enqueue($"{activity.GetTagItem("url.full")}"),
        };
        ActivitySource.AddActivityListener(listener);
        using var host = await StartHostAsync();
        using var client = Untraced();
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), AskStockAsync);
        await shop.GoAsync(client);

        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal((Whole, "exact"), (trace.Shape, trace.Completeness));
        Assert.EndsWith("/stock", Assert.Single(exports), StringComparison.Ordinal);
    }

    /// <summary>A client that is no part of any trace, as a browser is.</summary>
    private static HttpClient Untraced() => new(new SocketsHttpHandler { ActivityHeadersPropagator = null });
}
