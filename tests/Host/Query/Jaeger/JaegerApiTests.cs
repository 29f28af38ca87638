using System.Net;
using System.Text.Json;

namespace Tracing.Hosting.Query.Jaeger;

public class JaegerApiTests(JaegerApiTests.TwoTraces shared) : IClassFixture<JaegerApiTests.TwoTraces>
{
    private const string Rich = """
        ,"traceState":"vendor=1","status":{"code":2,"message":"no stock"},
        "events":[{"timeUnixNano":"1767323045001000000","name":"exception",
          "attributes":[{"key":"exception.type","value":{"stringValue":"X"}}]}],
        "links":[{"traceId":"00000000000000000000000000000009","spanId":"0000000000000008"}]
        """;

    private const string Tags = """
        ,{"key":"big","value":{"intValue":"9007199254740993"}},{"key":"small","value":{"intValue":"7"}},
        {"key":"yes","value":{"boolValue":true}},{"key":"share","value":{"doubleValue":0.5}}
        """;

    public sealed class TwoTraces : SharedHost
    {
        private protected override Task<RunningHost> StartAsync() => WithTwoTraces();
    }

    private static async Task<RunningHost> WithTwoTraces()
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop",
            SomeJson.Span(1, 0, 1, "place order"), SomeJson.Span(2, 1, 0, "reserve", Rich, Tags, startMicros: 1_000)));
        await host.PostAsync(SomeJson.RequestOf("stock",
            SomeJson.Span(3, 0, 0, "count", traceId: "00000000000000000000000000000007", startMicros: 60_000_000, micros: 90_000)));
        return host;
    }

    private static JsonElement Tag(JsonElement holder, string key) =>
        holder.EnumerateArray().Single(tag => tag.GetProperty("key").GetString() == key);

    [Fact]
    public async Task Services_and_their_operations_are_listed()
    {
        var host = shared.Host;
        Assert.Equal("""{"data":["shop","stock"],"total":2,"limit":0,"offset":0,"errors":null}""",
            (await host.GetJsonAsync("/api/services")).GetRawText());
        Assert.Equal("""["place order","reserve"]""",
            (await host.GetJsonAsync("/api/services/shop/operations")).GetProperty("data").GetRawText());
        Assert.Equal("""[{"name":"count","spanKind":"server"}]""",
            (await host.GetJsonAsync("/api/operations?service=stock&spanKind=server")).GetProperty("data").GetRawText());
        Assert.Equal("[]",
            (await host.GetJsonAsync("/api/operations?service=stock&spanKind=client")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Who_calls_whom_is_counted_over_the_traces_of_the_time_that_is_asked_for()
    {
        await using var host = await WithTwoTraces();
        // One trace of two services; the times of all these lie in 2026-01-02.
        foreach (var (trace, more) in new[] { ("00000000000000000000000000000011", Rich), ("00000000000000000000000000000012", "") })
        {
            await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, traceId: trace)));
            await host.PostAsync(SomeJson.RequestOf("stock",
                SomeJson.Span(2, 1, 1, traceId: trace, more: more), SomeJson.Span(3, 2, 0, traceId: trace)));
        }
        var until = DateTimeOffset.Parse("2026-01-03T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var path = $"/api/dependencies?endTs={until}";
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/traces?service=stock"), found => found.GetProperty("data").GetArrayLength() == 3);
        Assert.Equal("""{"data":[{"parent":"shop","child":"stock","callCount":2,"errorCount":1}],"total":1,"limit":0,"offset":0,"errors":null}""",
            (await host.GetJsonAsync(path)).GetRawText());
        Assert.Equal("[]", (await host.GetJsonAsync($"{path}&lookback=60000")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Between_actors_calls_are_counted_by_path_and_type()
    {
        const string Orders = """,{"key":"akka.actor.path","value":{"stringValue":"/user/orders"}}""";
        const string Stock = """,{"key":"akka.actor.path","value":{"stringValue":"/user/$a"}},{"key":"akka.actor.type","value":{"stringValue":"Shop.Stock"}}""";
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1, tags: Orders), SomeJson.Span(2, 1, 0, tags: Stock)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/traces?service=shop"), found => found.GetProperty("data").GetArrayLength() == 1);
        Assert.Equal("""[{"parent":"/user/orders","child":"/user/$ (Stock)","callCount":1,"errorCount":0}]""",
            (await host.GetJsonAsync($"/api/dependencies?endTs={long.MaxValue / 1_000_000}&lookback={long.MaxValue / 1_000_000}&by=actor"))
                .GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Every_trace_of_the_time_is_counted()
    {
        const int Traces = 2_500;
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(
            [.. Enumerable.Range(1, Traces).Select(static id => SomeJson.Span(1, traceId: $"{id:x32}"))]));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/traces?service=shop&limit=10000"),
            static found => found.GetProperty("data").GetArrayLength() == Traces);
        var lookback = $"lookback={long.MaxValue / 1_000_000}";
        var answer = await host.GetJsonAsync($"/api/dependencies?{lookback}");
        Assert.False(answer.TryGetProperty("warnings", out _));
        var graph = await host.GetJsonAsync($"/api/graph?{lookback}");
        Assert.Equal("""[{"name":"shop","spans":2500,"errors":0}]""", graph.GetProperty("nodes").GetRawText());
        Assert.Equal(Traces, graph.GetProperty("traces").GetInt32());
        Assert.Equal("[]", graph.GetProperty("notes").GetRawText());
    }

    [Theory]
    [InlineData("endTs=yesterday", "parameter 'endTs': must be milliseconds")]
    [InlineData("lookback=-1", "parameter 'lookback': must be milliseconds")]
    [InlineData("by=node", "parameter 'by': must be service or actor")]
    public async Task A_graph_that_cannot_be_asked_for_is_refused_by_name(string query, string problem)
    {
        var host = shared.Host;
        using var drawn = await host.GetAsync($"/api/graph?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, problem),
            (drawn.StatusCode, (await RunningHost.JsonOf(drawn)).GetProperty("error").GetString()));
        using var answer = await host.GetAsync($"/api/dependencies?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(problem, (await RunningHost.JsonOf(answer)).GetProperty("errors")[0].GetProperty("msg").GetString());
    }

    [Fact]
    public async Task A_trace_by_id_has_Jaegers_shape()
    {
        var host = shared.Host;
        var trace = (await host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}")).GetProperty("data")[0];
        Assert.Equal(SomeJson.TraceId, trace.GetProperty("traceID").GetString());
        Assert.Equal("exact", trace.GetProperty("completeness").GetString());
        Assert.Equal(JsonValueKind.Null, trace.GetProperty("warnings").ValueKind);
        Assert.Equal("""{"p1":{"serviceName":"shop","tags":[{"key":"host.name","type":"string","value":"node-1"}]}}""",
            trace.GetProperty("processes").GetRawText());

        var span = trace.GetProperty("spans")[1];
        Assert.Equal(1_767_323_045_001_000, span.GetProperty("startTime").GetInt64());
        Assert.Equal(5_000, span.GetProperty("duration").GetInt64());
        Assert.Equal("p1", span.GetProperty("processID").GetString());
        Assert.Equal([("CHILD_OF", "0000000000000001"), ("FOLLOWS_FROM", "0000000000000008")],
            span.GetProperty("references").EnumerateArray()
                .Select(r => (r.GetProperty("refType").GetString()!, r.GetProperty("spanID").GetString()!)));
        Assert.Equal(1_767_323_045_001_000, span.GetProperty("logs")[0].GetProperty("timestamp").GetInt64());
        Assert.Equal("exception",
            Tag(span.GetProperty("logs")[0].GetProperty("fields"), "event").GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("big", "int64", "\"9007199254740993\"")]
    [InlineData("small", "int64", "7")]
    [InlineData("yes", "bool", "true")]
    [InlineData("share", "float64", "0.5")]
    [InlineData("span.kind", "string", "\"server\"")]
    [InlineData("error", "bool", "true")]
    [InlineData("otel.status_code", "string", "\"ERROR\"")]
    [InlineData("otel.status_description", "string", "\"no stock\"")]
    [InlineData("otel.scope.name", "string", "\"tests\"")]
    [InlineData("w3c.tracestate", "string", "\"vendor=1\"")]
    public async Task Tags_have_Jaegers_types_and_a_number_beyond_53_bits_is_a_string(string key, string type, string value)
    {
        var host = shared.Host;
        var trace = (await host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}")).GetProperty("data")[0];
        var tag = Tag(trace.GetProperty("spans")[1].GetProperty("tags"), key);
        Assert.Equal((type, value), (tag.GetProperty("type").GetString(), tag.GetProperty("value").GetRawText()));
    }

    [Fact]
    public async Task An_unknown_trace_is_404_in_the_envelope()
    {
        var host = shared.Host;
        var answer = await host.GetAsync("/api/traces/0af7");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("""
            {"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found","traceID":"00000000000000000000000000000af7"}]}
            """, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("service=shop", 1)]
    [InlineData("service=nobody", 0)]
    [InlineData("service=shop&operation=reserve", 1)]
    [InlineData("service=shop&operation=count", 0)]
    [InlineData("service=stock&minDuration=90ms&maxDuration=1.5s", 1)]
    [InlineData("service=stock&minDuration=91ms", 0)]
    [InlineData("service=shop&start=1767323045000000&end=1767323045000000", 1)]
    [InlineData("service=shop&start=1767323045000001", 1)]
    [InlineData("service=shop&start=1767323045006001", 0)]
    [InlineData("service=stock&end=1767323104999999", 0)]
    [InlineData("service=shop&tag=small:7", 1)]
    [InlineData("service=shop&tag=small:8", 0)]
    [InlineData("service=shop&tags={\"error\":\"true\",\"yes\":\"true\"}", 1)]
    [InlineData("service=stock&tags={\"error\":\"true\"}", 0)]
    [InlineData("service=shop&tags={\"error\":true}", 1)]
    [InlineData("service=shop&tags={\"yes\":true}", 1)]
    [InlineData("service=shop&tags={\"yes\":false}", 0)]
    [InlineData("service=shop&tags={\"small\":7,\"share\":0.5}", 1)]
    [InlineData("service=shop&tags={\"big\":9007199254740993}", 1)]
    [InlineData("service=shop&tags={\"span.kind\":\"server\"}", 1)]
    [InlineData("service=shop&tags={\"otel.status_code\":\"ERROR\"}", 1)]
    [InlineData("service=shop&tags={\"otel.status_description\":\"no stock\"}", 1)]
    [InlineData("service=shop&tags={\"otel.scope.name\":\"tests\"}", 1)]
    [InlineData("service=shop&tags={\"otel.scope.name\":\"other\"}", 0)]
    [InlineData("service=shop&tags={\"w3c.tracestate\":\"vendor=1\"}", 1)]
    [InlineData("service=shop&tags={\"host.name\":\"node-1\"}", 1)]
    [InlineData("service=shop&tags={\"host.name\":\"node-2\"}", 0)]
    [InlineData("service=shop&tags={\"exception.type\":\"X\"}", 1)]
    [InlineData("service=shop&tags={\"event\":\"exception\"}", 1)]
    [InlineData("traceID=7&traceID=0af7651916cd43dd8448eb211c80319c", 2)]
    public async Task A_search_finds_what_matches_all_its_parameters(string parameters, int found)
    {
        var host = shared.Host;
        Assert.Equal(found, (await host.GetJsonAsync($"/api/traces?{parameters}")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_failed_span_with_an_attribute_error_is_found_by_both()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(
            SomeJson.Span(1, 0, 0, more: Rich, tags: """,{"key":"error","value":{"stringValue":"timeout"}}""")));
        foreach (var value in new[] { "\"true\"", "true", "\"timeout\"" })
            Assert.Equal(1, (await FoundAsync(host, $"{{\"error\":{value}}}")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await FoundAsync(host, """{"error":"false"}""")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Arrays_and_maps_are_JSON_text_in_an_answer_and_in_a_search()
    {
        const string Lists = """
            ,{"key":"one","value":{"arrayValue":{"values":[{"stringValue":"a,b"},{"stringValue":"c"}]}}},
            {"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"stringValue":"x"}},{"key":"b","value":{"intValue":"1"}}]}}}
            """;
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, tags: Lists)));
        var found = await FoundAsync(host, """{"one":["a,b", "c"],"map":{"a":"x","b":1}}""");
        var tags = found.GetProperty("data")[0].GetProperty("spans")[0].GetProperty("tags");
        Assert.Equal("""["a,b","c"]""", Tag(tags, "one").GetProperty("value").GetString());
        Assert.Equal("""{"a":"x","b":1}""", Tag(tags, "map").GetProperty("value").GetString());
        Assert.Equal(0, (await FoundAsync(host, """{"one":["a","b,c"]}""")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await FoundAsync(host, """{"one":"[\"a,b\",\"c\"]"}""")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("%", "%25")]
    [InlineData("a b", "a%20b")]
    public async Task A_service_is_named_in_the_path_by_its_escaped_name(string service, string escaped)
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf(service, SomeJson.Span(1, 0, 0, "right")));
        await host.PostAsync(SomeJson.RequestOf("other", SomeJson.Span(2, traceId: "00000000000000000000000000000007")));
        // As text: Uri would change the escapes.
        using var connection = await RawConnection.OpenAsync(host.Host.PageAddress);
        await connection.WriteAsync(
            $"GET /api/services/{escaped}/operations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Contains("""{"data":["right"]""", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static Task<JsonElement> FoundAsync(RunningHost host, string tags) =>
        host.GetJsonAsync($"/api/traces?service=shop&tags={Uri.EscapeDataString(tags)}");

    [Fact]
    public async Task An_answer_longer_than_any_buffer_comes_whole()
    {
        const int Traces = 2_000;
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(
            [.. Enumerable.Range(1, Traces).Select(i => SomeJson.Span(i, tags: Tags, traceId: $"{i:x32}"))]));
        var found = await host.GetJsonAsync("/api/traces?service=shop&limit=10000");
        Assert.Equal(Traces, found.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("", "service")]
    [InlineData("service=a&start=now", "start")]
    [InlineData("service=a&end=-1", "end")]
    [InlineData("service=a&minDuration=5", "minDuration")]
    [InlineData("service=a&minDuration=2s&maxDuration=1s", "maxDuration")]
    [InlineData("service=a&limit=0", "limit")]
    [InlineData("service=a&tag=x", "tag")]
    [InlineData("service=a&tags=[1]", "tags")]
    [InlineData("traceID=xyz", "traceID")]
    public async Task A_bad_parameter_is_400_and_named(string parameters, string name)
    {
        var host = shared.Host;
        var answer = await host.GetAsync($"/api/traces?{parameters}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith($"parameter '{name}': ",
            (await RunningHost.JsonOf(answer)).GetProperty("errors")[0].GetProperty("msg").GetString());
    }

    [Fact]
    public async Task A_partial_trace_says_in_its_warnings_what_is_missing()
    {
        var settings = RunningHost.Settings with
        {
            Assembler = new Assembling.AssemblerSettings
            {
                Settle = TimeSpan.FromMilliseconds(50),
                MaxAge = TimeSpan.FromMilliseconds(100),
            },
        };
        await using var host = await RunningHost.StartAsync(settings);
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1)));
        var trace = (await RunningHost.UntilAsync(() => host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}"),
            RunningHost.AreClosed)).GetProperty("data")[0];
        Assert.Equal("partial", trace.GetProperty("completeness").GetString());
        Assert.Equal("partial (age): span 0000000000000001 lacks 1 of its children",
            trace.GetProperty("warnings")[0].GetString());
    }
}
