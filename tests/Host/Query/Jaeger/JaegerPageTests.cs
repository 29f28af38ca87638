using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>The requests that Jaeger's page makes, as they were recorded of its releases 1.76.0 and 2.19.0 in a browser, with
/// the fields that it reads of each answer (jaeger-ui, src/api).</summary>
public class JaegerPageTests
{
    private const string Other = "00000000000000000000000000000007";
    private const string Time = "start=1767322000000000&end=1767325000000000&lookback=1h&limit=20";

    private static async Task<RunningHost> WithTracesAsync()
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "POST /checkout"),
            SomeJson.Span(2, 1, 0, "reserve", ""","status":{"code":2,"message":"no stock"}""")));
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(3, 0, 0, "POST /checkout", traceId: Other)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?completeness=exact"),
            static found => found.GetProperty("traces").GetArrayLength() == 2);
        return host;
    }

    [Fact]
    public async Task Release_1_searches_compares_and_draws_the_system()
    {
        await using var host = await WithTracesAsync();
        Assert.Equal("shop", (await DataAsync(host, "services"))[0].GetString());
        Assert.Equal(2, (await DataAsync(host, "services/shop/operations")).GetArrayLength());
        // Fields of the form that are empty are sent without a value.
        foreach (var (more, traces) in new[] { ("&maxDuration&minDuration", 2), ("&operation=reserve", 1), ("&minDuration=1ms&maxDuration=1s", 2), ("&tags={\"error\":\"true\"}", 1), ("&tags={\"no\":\"one\"}", 0) })
            Assert.Equal(traces, (await DataAsync(host, $"traces?service=shop&{Time}{more}")).GetArrayLength());
        Assert.Equal(2, (await DataAsync(host, $"traces?traceID={SomeJson.TraceId}&traceID={Other}")).GetArrayLength());
        Assert.Equal(0, (await DataAsync(host, "dependencies?endTs=1767325000000&lookback=604800000")).GetArrayLength());

        var trace = (await DataAsync(host, $"traces/{SomeJson.TraceId}"))[0];
        Assert.All(trace.GetProperty("spans").EnumerateArray(), span =>
        {
            Assert.True(trace.GetProperty("processes").TryGetProperty(span.GetProperty("processID").GetString()!, out _));
            Assert.Equal(JsonValueKind.Array, span.GetProperty("references").ValueKind);
            Assert.Equal(JsonValueKind.Array, span.GetProperty("logs").ValueKind);
            Assert.Equal(JsonValueKind.Number, span.GetProperty("startTime").ValueKind);
        });
        var readable = await (await host.GetAsync($"/api/traces/{SomeJson.TraceId}?raw=true&prettyPrint=true")).Content.ReadAsStringAsync();
        Assert.StartsWith("{\n  \"data\": [\n", readable.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', await (await host.GetAsync($"/api/traces/{SomeJson.TraceId}?prettyPrint=false")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Release_2_lists_summaries_that_pass_its_checks()
    {
        await using var host = await WithTracesAsync();
        Assert.Equal("shop", (await host.GetJsonAsync("/api/v3/services")).GetProperty("services")[0].GetString());
        Assert.All((await host.GetJsonAsync("/api/v3/operations?service=shop")).GetProperty("operations").EnumerateArray(), static one =>
            Assert.Equal((JsonValueKind.String, "server"), (one.GetProperty("name").ValueKind, one.GetProperty("spanKind").GetString())));
        var found = await host.GetJsonAsync("/api/v3/trace-summaries?query.serviceName=shop&query.startTimeMin=2026-01-02T02:00:00.000Z"
            + "&query.startTimeMax=2026-01-02T04:00:00.000Z&query.searchDepth=20&query.durationMin=1ms&query.attributes=%7B%22error%22%3A%22true%22%7D");
        var summary = Assert.Single(found.GetProperty("summaries").EnumerateArray());
        Assert.Matches("^[0-9a-f]{32}$", summary.GetProperty("traceId").GetString()!);
        foreach (var time in new[] { "minStartTimeUnixNano", "maxEndTimeUnixNano" })
            Assert.Matches(new Regex(@"^\d+$"), summary.GetProperty(time).GetString()!);
        Assert.Equal(("shop", "POST /checkout", 2, 1, 0), (summary.GetProperty("rootServiceName").GetString(),
            summary.GetProperty("rootOperationName").GetString(), summary.GetProperty("spanCount").GetInt32(),
            summary.GetProperty("errorSpanCount").GetInt32(), summary.GetProperty("orphanSpanCount").GetInt32()));
        Assert.Equal(("shop", 2, 1), summary.GetProperty("services")[0] is var one ? (one.GetProperty("name").GetString(),
            one.GetProperty("spanCount").GetInt32(), one.GetProperty("errorSpanCount").GetInt32()) : default);
    }

    [Fact]
    public async Task Both_draw_the_monitor_and_open_files_and_say_that_a_trace_is_not_there()
    {
        await using var host = await WithTracesAsync();
        foreach (var (what, more) in new[] { ("calls", ""), ("errors", "&groupByOperation=true"), ("latencies", ""), ("latencies", "&groupByOperation=true") })
        {
            var figures = await host.GetJsonAsync($"/api/metrics/{what}?service=shop&endTs=1767325000000{more}&lookback=3600000&quantile=0.95&ratePer=600000&spanKind=server&step=60000");
            Assert.Equal(JsonValueKind.Array, figures.GetProperty("metrics").ValueKind);
        }
        var otlp = await (await host.GetAsync($"/api/otlp/{SomeJson.TraceId}")).Content.ReadAsStringAsync();
        // It sends a file as text.
        using var opened = await host.Client.PostAsync(new Uri(host.Host.PageAddress, "/api/transform"), new StringContent(otlp, Encoding.UTF8));
        Assert.Equal(2, (await RunningHost.JsonOf(opened)).GetProperty("data")[0].GetProperty("spans").GetArrayLength());
        using var absent = await host.GetAsync("/api/traces/1234");
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Assert.Equal("trace not found", (await RunningHost.JsonOf(absent)).GetProperty("errors")[0].GetProperty("msg").GetString());
    }

    private static async Task<JsonElement> DataAsync(RunningHost host, string path) =>
        (await host.GetJsonAsync($"/api/{path}")).GetProperty("data");
}
