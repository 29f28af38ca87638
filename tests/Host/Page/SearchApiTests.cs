using System.Net;
using System.Text.Json;

namespace Tracing.Hosting.Page;

public class SearchApiTests
{
    private const string Rich = """
        ,"traceState":"vendor=1","status":{"code":2,"message":"no stock"},
        "events":[{"timeUnixNano":"1767323045001000000","name":"exception",
          "attributes":[{"key":"exception.type","value":{"stringValue":"X"}}]}],
        "links":[{"traceId":"00000000000000000000000000000009","spanId":"0000000000000008",
          "attributes":[{"key":"why","value":{"stringValue":"batch"}}]}]
        """;

    private const string Tags = """
        ,{"key":"small","value":{"intValue":"7"}},{"key":"yes","value":{"boolValue":true}},
        {"key":"akka.actor.path","value":{"stringValue":"/user/orders/$a"}},{"key":"akka.actor.type","value":{"stringValue":"Shop.Orders"}},
        {"key":"tracing.mailbox_wait_ns","value":{"intValue":"1500000"}}
        """;

    private static async Task<RunningHost> WithTwoTraces()
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "place order", micros: 20_000)));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 0, "reserve", Rich, Tags, startMicros: 1_000)));
        await host.PostAsync(SomeJson.RequestOf("bank",
            SomeJson.Span(3, 0, 0, "count", traceId: "00000000000000000000000000000007", startMicros: 60_000_000, micros: 90_000)));
        return host;
    }

    private static string[] Ids(JsonElement found) =>
        [.. found.GetProperty("traces").EnumerateArray().Select(trace => trace.GetProperty("id").GetString()![^1..])];

    [Theory]
    [InlineData("", "7c")]
    [InlineData("order=slowest", "7c")]
    [InlineData("service=stock&operation=reserve", "c")]
    [InlineData("text=RESERVE", "c")]
    [InlineData("text=no st", "c")]
    [InlineData("text=0af7651916cd43dd8448eb211c80319c", "c")]
    [InlineData("text=0AF76519", "c")]
    [InlineData("text=0af7651916cd43dd8448eb211c80319c&service=bank", "")]
    [InlineData("tag=small>=7", "c")]
    [InlineData("tag=small>7", "")]
    [InlineData("tag=small!=8", "c")]
    [InlineData("tag=yes=true&tag=event:exception.type=~^X$", "c")]
    [InlineData("tag=resource:host.name=node-1", "7c")]
    [InlineData("tag=span:host.name=node-1", "")]
    [InlineData("tag=link:why=batch", "c")]
    [InlineData("from=2026-01-02T03:04:45Z", "7")]
    [InlineData("until=1767323046000", "c")]
    [InlineData("minDuration=50ms", "7")]
    [InlineData("maxDuration=50ms", "c")]
    [InlineData("minSpanDuration=20ms&maxSpanDuration=20ms", "c")]
    [InlineData("error=true", "c")]
    [InlineData("status=error&service=stock", "c")]
    [InlineData("status=error&service=shop", "")]
    [InlineData("kind=server", "7c")]
    [InlineData("kind=client", "")]
    [InlineData("caller=shop", "c")]
    [InlineData("caller=stock", "")]
    [InlineData("scope=tests", "7c")]
    [InlineData("description=STOCK", "c")]
    [InlineData("completeness=exact", "7c")]
    [InlineData("completeness=partial", "")]
    [InlineData("undelivered=true", "")]
    [InlineData("missing=true", "")]
    [InlineData("actor=/user/orders", "c")]
    [InlineData("actor=/user/ord", "")]
    [InlineData("actorType=Orders", "c")]
    [InlineData("minWait=1ms", "c")]
    [InlineData("minWait=2ms", "")]
    public async Task A_search_finds_what_matches_all_its_parameters(string parameters, string ids)
    {
        await using var host = await WithTwoTraces();
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?completeness=exact"), found => Ids(found).Length == 2);
        Assert.Equal(ids, string.Concat(Ids(await host.GetJsonAsync($"/api/search?{parameters}"))));
    }

    [Theory]
    [InlineData("servce=a", "servce")]
    [InlineData("tag=x", "tag")]
    [InlineData("tag=a=~(", "tag")]
    [InlineData("from=now", "from")]
    [InlineData("until=1", "until", "&from=2000")]
    [InlineData("since=1h", "since", "&from=2000")]
    [InlineData("minDuration=5", "minDuration")]
    [InlineData("maxDuration=1s", "maxDuration", "&minDuration=2s")]
    [InlineData("maxSpanDuration=1s", "maxSpanDuration", "&minSpanDuration=2s")]
    [InlineData("error=yes", "error")]
    [InlineData("status=bad", "status")]
    [InlineData("kind=7", "kind")]
    [InlineData("completeness=whole", "completeness")]
    [InlineData("order=oldest", "order")]
    [InlineData("after=7", "after")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    public async Task A_bad_parameter_is_400_and_named(string parameters, string name, string more = "")
    {
        await using var host = await RunningHost.StartAsync();
        using var answer = await host.GetAsync($"/api/search?{parameters}{more}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith($"parameter '{name}': ", (await RunningHost.JsonOf(answer)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_page_says_where_the_next_one_begins()
    {
        await using var host = await WithTwoTraces();
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?completeness=exact"), found => Ids(found).Length == 2);
        var first = await host.GetJsonAsync("/api/search?limit=1");
        var second = await host.GetJsonAsync($"/api/search?limit=1&after={first.GetProperty("next")}");
        var third = await host.GetJsonAsync($"/api/search?limit=1&after={second.GetProperty("next")}");
        Assert.Equal(["7", "c"], Ids(first).Concat(Ids(second)).Concat(Ids(third)));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("application/x-protobuf")]
    [InlineData("text/plain, application/protobuf;q=0.9")]
    public async Task A_trace_as_protobuf_is_a_request_that_a_door_takes_whole(string accept)
    {
        await using var host = await WithTwoTraces();
        await using var other = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(host.Host.PageAddress, $"/api/otlp/{SomeJson.TraceId}"));
        request.Headers.Add("Accept", accept);
        using var answer = await host.Client.SendAsync(request);
        Assert.Contains(answer.Content.Headers.ContentType!.MediaType!, accept, StringComparison.Ordinal);
        using var body = new ByteArrayContent(await answer.Content.ReadAsByteArrayAsync());
        body.Headers.ContentType = new("application/x-protobuf");
        using var taken = await other.Client.PostAsync(new Uri(other.Host.OtlpHttpAddress, "/v1/traces"), body);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        var copy = await RunningHost.UntilAsync(async () => await (await other.GetAsync($"/api/otlp/{SomeJson.TraceId}"))
            .Content.ReadAsStringAsync(), static text => text.StartsWith("{\"resourceSpans\"", StringComparison.Ordinal));
        Assert.Equal((await host.GetJsonAsync($"/api/otlp/{SomeJson.TraceId}")).GetRawText(), copy);
    }

    [Fact]
    public async Task A_trace_comes_as_OTLP_and_as_a_tree_with_its_waits_and_its_critical_path()
    {
        await using var host = await WithTwoTraces();
        var otlp = await host.GetJsonAsync($"/api/otlp/{SomeJson.TraceId}");
        Assert.Equal(2, otlp.GetProperty("resourceSpans").GetArrayLength());
        Assert.Contains("\"why\"", otlp.GetRawText(), StringComparison.Ordinal);
        using var answer = await host.GetAsync($"/api/tree/{SomeJson.TraceId}");
        var tree = await answer.Content.ReadAsStringAsync();
        Assert.Contains("└─ place order", tree, StringComparison.Ordinal);
        Assert.Contains("waits in mailboxes\n     1.50 ms  reserve\n", tree.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("critical path, 20.5 ms", tree, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/api/tree/17")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.GetAsync("/api/otlp/xyz")).StatusCode);
    }
}
