using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Tracing.Actors;
using Tracing.Hosting;
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
    public async Task A_request_of_a_caller_that_reports_elsewhere_waits_for_nobody()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await using var shop = await HostedShop.StartAsync(
            new Uri(host.Door, "/"), static (_, _) => Task.FromResult("done"));
        await shop.GoAsync(client);
        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal(("GET /go(Shopkeeper Order)", "exact"), (trace.Shape, trace.Completeness));
    }

    [Theory]
    [InlineData("b3", "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1")]
    [InlineData("X-B3-TraceId", "80f198ee56343ba864fe8b2a57d3eff7")]
    public async Task A_request_of_a_caller_that_is_known_by_B3_alone_waits_for_nobody(string header, string value)
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        client.DefaultRequestHeaders.Add(header, value);
        if (header != "b3") client.DefaultRequestHeaders.Add("X-B3-SpanId", "e457b5a2e4d86bd1");
        if (header != "b3") client.DefaultRequestHeaders.Add("X-B3-Sampled", "1");
        await using var shop = await HostedShop.StartAsync(
            new Uri(host.Door, "/"), static (_, _) => Task.FromResult("done"), "tracing.activities.sources = \"\"");
        await client.GetStringAsync(new Uri(shop.Address, "/b3"));
        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal("80f198ee56343ba864fe8b2a57d3eff7", trace.Json.GetProperty("traceID").GetString());
        Assert.Equal(("b3(Shopkeeper Order)", "exact"), (trace.Shape, trace.Completeness));
    }

    [Fact]
    public async Task A_failed_answer_is_an_error_of_both_sides_with_its_status_as_the_type()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), static async (running, http) =>
        {
            using var answer = await http.GetAsync(new Uri(running.Address, "/broken"));
            return "done";
        });
        await shop.GoAsync(client);
        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal(("503", "503"), (trace.Tag("GET", "error.type"), trace.Tag("GET /broken", "error.type")));
        Assert.Equal("ERROR", trace.Tag("GET /broken", "otel.status_code"));
        Assert.Null(trace.Tag("GET /go", "error.type"));
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

    /// <summary>The SDK exports to somewhere else, which here is a list.</summary>
    [Theory]
    [InlineData(false, "before")]
    [InlineData(false, "after")]
    [InlineData(true, "before")]
    [InlineData(true, "after")]
    public async Task Beside_the_SDK_each_request_is_one_exact_trace(bool withOurSource, string when)
    {
        var exported = new System.Collections.Concurrent.ConcurrentBag<Activity>();
        using var log = new WarningLines();
        using var host = await StartHostAsync();
        using var client = Untraced();
        using var early = when == "before" ? Sdk(exported, withOurSource) : null;
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), AskStockAsync, log: log);
        using var late = when == "after" ? Sdk(exported, withOurSource) : null;
        // The SDK is noticed within a second, when it comes late.
        await RunningHost.UntilAsync(() => Task.FromResult(ActivityBridge.OthersListen), static listen => listen);
        await shop.GoAsync(client);

        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal((Whole, "exact"), (trace.Shape, trace.Completeness));
        var id = trace.Json.GetProperty("traceID").GetString()!;
        Assert.Contains(id, shop.TraceParent, StringComparison.Ordinal);
        Assert.All(exported, activity => Assert.Equal(id, activity.TraceId.ToString()));
        Assert.DoesNotContain(exported, static activity => activity.Source.Name == Tracer.ScopeName);
        if (withOurSource)
        {
            var lines = await RunningHost.UntilAsync(
                () => Task.FromResult(log.Lines.ToArray()), static all => all.Length > 0);
            Assert.Contains("AddSource(\"Tracing\")", Assert.Single(lines), StringComparison.Ordinal);
        }
        else Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData("someone else")]
    [InlineData("our reporter")]
    public async Task An_activity_that_a_handler_starts_belongs_to_the_handlers_trace(string listener)
    {
        using var own = new ActivitySource("MyApp");
        using var other = new ActivityListener
        {
            ShouldListenTo = source => listener == "someone else" && source.Name == "MyApp",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(other);
        using var host = await StartHostAsync();
        using var client = Untraced();
        ActivityTraceId? inHandler = null;
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), async (running, http) =>
        {
            using var db = own.StartActivity("db");
            inHandler = db?.TraceId;
            db?.SetTag("db.system.name", "sqlite");
            return await AskStockAsync(running, http);
        }, listener == "our reporter" ? "tracing.activities.sources = [Microsoft.AspNetCore, System.Net.Http, \"My*\"]" : "");
        await shop.GoAsync(client);

        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal("exact", trace.Completeness);
        Assert.Equal(trace.Json.GetProperty("traceID").GetString(), inHandler?.ToString());
        if (listener == "someone else") Assert.Equal(Whole, trace.Shape);
        else
        {
            Assert.Equal("GET /go(Shopkeeper Order(db(GET(GET /stock))))", trace.Shape);
            Assert.Equal("sqlite", trace.Tag("db", "db.system.name"));
        }
    }

    [Fact]
    public async Task What_a_handler_says_on_the_current_activity_is_on_its_span()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        using var sdk = Sdk([], withOurSource: false);
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), static (_, _) =>
        {
            Activity.Current!.SetTag("order.id", "42").SetStatus(ActivityStatusCode.Error, "sold out");
            return Task.FromResult("no");
        });
        await shop.GoAsync(client);
        var trace = Assert.Single(await ShownTrace.OfAsync(host, client, "shop", 1));
        Assert.Equal("42", trace.Tag("Shopkeeper Order", "order.id"));
        Assert.Equal("sold out", trace.Tag("Shopkeeper Order", "otel.status_description"));
    }

    [Fact]
    public async Task A_call_in_a_trace_that_is_not_recorded_says_so_on_the_wire()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        await using var shop = await HostedShop.StartAsync(
            new Uri(host.Door, "/"), AskStockAsync, "tracing.sampler = never");
        await shop.GoAsync(client);
        Assert.EndsWith("-00", shop.TraceParent, StringComparison.Ordinal);
        Assert.True(await ActorTracing.For(shop.System).DrainAsync(TimeSpan.FromSeconds(10)));
        await ShownTrace.OfAsync(host, client, "shop", 0);
    }

    private static TracerProvider Sdk(
        System.Collections.Concurrent.ConcurrentBag<Activity> exported, bool withOurSource)
    {
        string[] sources = ["Microsoft.AspNetCore", "System.Net.Http"];
        return OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .AddSource(withOurSource ? [.. sources, Tracer.ScopeName] : sources)
            .AddProcessor(new SimpleActivityExportProcessor(new ListExporter(exported)))
            .Build();
    }

    private sealed class ListExporter(System.Collections.Concurrent.ConcurrentBag<Activity> exported)
        : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var activity in batch) exported.Add(activity);
            return ExportResult.Success;
        }
    }

    [Fact]
    public async Task Baggage_of_OpenTelemetry_and_of_the_activity_is_there_in_the_handler_and_only_in_that_one()
    {
        using var host = await StartHostAsync();
        using var client = Untraced();
        await using var shop = await HostedShop.StartAsync(new Uri(host.Door, "/"), static (_, _) =>
        {
            var ours = Span.Current!.Context.Baggage;
            var (otel, activity) = (
                OpenTelemetry.Baggage.GetBaggage("byOtel"), OpenTelemetry.Baggage.GetBaggage("byActivity"));
            return Task.FromResult($"{otel} {ours["byOtel"]} {activity} {ours["byActivity"]}");
        });
        Assert.Equal("2 2 3 3", await client.GetStringAsync(new Uri(shop.Address, "/go?byOtel=2&byActivity=3")));
        Assert.Equal("4 4  ", await client.GetStringAsync(new Uri(shop.Address, "/go?byOtel=4")));
        Assert.Equal("   ", await shop.GoAsync(client));
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
