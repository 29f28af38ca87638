using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Zipkin;

public class ZipkinApiTests(ZipkinApiTests.Traces shared) : IClassFixture<ZipkinApiTests.Traces>
{
    private const string Token = "page-token-0123456789", DoorToken = "door-token-0123456789";
    private const string TraceId = "5af7183fb1d4cf5f";
    private const string Times = "endTs=1767323065000&lookback=60000";

    // A call of which client and server share the id, with all that Zipkin's model has; the server calls a database.
    private const string Call = """
        {"traceId":"5af7183fb1d4cf5f","id":"000000000000000a","kind":"CLIENT","name":"call","timestamp":1767323045000000,
          "duration":9000,"localEndpoint":{"serviceName":"front","ipv4":"192.168.99.1","port":3306},
          "remoteEndpoint":{"serviceName":"back","ipv4":"172.19.0.2","ipv6":"2001:db8::1","port":9000},
          "annotations":[{"timestamp":1767323045001000,"value":"ws"},{"timestamp":1767323045008000,"value":"wr"}],
          "tags":{"http.method":"GET","http.path":"/api"},"debug":true}
        """;

    private const string Serve = """
        {"traceId":"5af7183fb1d4cf5f","id":"000000000000000a","kind":"SERVER","name":"serve","timestamp":1767323045001000,
          "duration":5000,"localEndpoint":{"serviceName":"back"},"tags":{"error":"no stock"},"shared":true}
        """;

    private const string Query = """
        {"traceId":"5af7183fb1d4cf5f","parentId":"000000000000000a","id":"000000000000000b","kind":"CLIENT","name":"query",
          "timestamp":1767323045002000,"duration":2000,"localEndpoint":{"serviceName":"back"},
          "remoteEndpoint":{"serviceName":"mysql","port":3306},"tags":{"error":"true"}}
        """;

    // Without a service, a kind, a name or a duration, and with a parent that is shared too, and missing.
    private const string Bare = """
        {"traceId":"00000000000000070000000000000009","parentId":"0000000000000001","id":"0000000000000002","kind":"SERVER",
          "timestamp":1767323050000000,"shared":true}
        """;

    // What only OTLP has a field for.
    private const string Rich = """
        ,"status":{"code":2,"message":"no stock"},"traceState":"vendor=1","droppedAttributesCount":2,
        "events":[{"timeUnixNano":"1767323045001000000","name":"exception",
          "attributes":[{"key":"exception.type","value":{"stringValue":"X<Y>"}}]}],
        "links":[{"traceId":"00000000000000000000000000000009","spanId":"0000000000000008",
          "attributes":[{"key":"why","value":{"stringValue":"batch"}}]}]
        """;

    private const string Tags = """
        ,{"key":"http.status_code","value":{"intValue":"500"}},
        {"key":"network.peer.address","value":{"stringValue":"/tmp/socket"}}
        """;

    public sealed class Traces : SharedHost
    {
        private protected override Task<RunningHost> StartAsync() => WithTracesAsync();
    }

    private static async Task<RunningHost> WithTracesAsync()
    {
        var host = await RunningHost.StartAsync();
        await PostAsync(host, $"[{Call},{Serve},{Query},{Bare}]");
        await host.PostAsync(SomeJson.RequestOf(
            "Shop", SomeJson.Span(1, 0, 0, "Place Order", Rich, Tags, startMicros: 9_000_000)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search"), static found =>
            found.GetProperty("traces").GetArrayLength() == 3 && found.GetProperty("traces").EnumerateArray()
                .All(trace => trace.GetProperty("completeness").GetProperty("kind").GetString() != "open"));
        return host;
    }

    private static async Task PostAsync(RunningHost host, string spans)
    {
        using var taken = await host.Client.PostAsync(new Uri(host.Host.ZipkinAddress, "/api/v2/spans"),
            new StringContent(spans, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }

    private static Task<string> GetAsync(RunningHost host, string path) =>
        host.Client.GetStringAsync(new Uri(host.Host.ZipkinAddress, path));

    private static async Task<string[]> FoundAsync(RunningHost host, string parameters)
    {
        var found = JsonSerializer.Deserialize<JsonElement>(await GetAsync(host, $"/api/v2/traces?{parameters}"));
        return [.. found.EnumerateArray().Select(static trace => trace[0].GetProperty("traceId").GetString()!)];
    }

    private static string Canonical(string json) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json));

    [Fact]
    public async Task Spans_that_came_as_Zipkins_go_out_with_what_they_came_with()
    {
        var host = shared.Host;
        Assert.Equal(Canonical($"[{Call},{Serve},{Query}]"), await GetAsync(host, $"/api/v2/trace/{TraceId}"));
        Assert.Equal(Canonical($"[{Bare}]"), await GetAsync(host, "/api/v2/trace/70000000000000009"));
    }

    [Theory]
    [InlineData("services", "/api/v2/services")]
    [InlineData("spans", "/api/v2/spans?serviceName=back")]
    [InlineData("trace", $"/api/v2/trace/{TraceId}")]
    [InlineData("trace-otlp", $"/api/v2/trace/{SomeJson.TraceId}")]
    [InlineData("traces", $"/api/v2/traces?{Times}&serviceName=front")]
    [InlineData("trace-many", $"/api/v2/traceMany?traceIds={TraceId},00000000000000070000000000000009,1")]
    [InlineData("dependencies", "/api/v2/dependencies?endTs=1767323065000&lookback=60000")]
    [InlineData("health", "/health")]
    [InlineData("config", "/zipkin/config.json")]
    public async Task An_answer_has_the_shape_of_Zipkins(string name, string path)
    {
        var host = shared.Host;
        var answer = await GetAsync(host, path);
        JsonGolden.Same("Query/Zipkin", name, answer);
        // Its page asks below /zipkin.
        if (path.StartsWith("/api/", StringComparison.Ordinal)) Assert.Equal(answer, await GetAsync(host, $"/zipkin{path}"));
    }

    [Theory]
    [InlineData("limit=10", "osb")]
    [InlineData("limit=1", "o")]
    [InlineData("serviceName=front", "s")]
    [InlineData("serviceName=shop", "o")]
    [InlineData("serviceName=SHOP&spanName=place order", "o")]
    [InlineData("spanName=place order", "o")]
    [InlineData("spanName=place orders", "")]
    [InlineData("serviceName=nobody", "")]
    [InlineData("spanName=query", "s")]
    [InlineData("spanName=all&serviceName=back", "s")]
    [InlineData("serviceName=front&spanName=query", "")]
    [InlineData("remoteServiceName=mysql", "s")]
    [InlineData("remoteServiceName=MySQL&serviceName=back", "s")]
    [InlineData("remoteServiceName=m.sql", "")]
    [InlineData("serviceName=front&remoteServiceName=mysql", "")]
    [InlineData("annotationQuery=http.path%3D/api and ws", "s")]
    [InlineData("annotationQuery=ws and nothing", "")]
    [InlineData("annotationQuery=error", "os")]
    [InlineData("annotationQuery=error%3Dno stock", "os")]
    [InlineData("annotationQuery=http.status_code%3D500", "o")]
    // Two spans of one service meet a condition each.
    [InlineData("serviceName=back&annotationQuery=error%3Dno stock&spanName=query", "s")]
    [InlineData("minDuration=9000", "s")]
    [InlineData("minDuration=2000&maxDuration=2000", "s")]
    [InlineData("minDuration=9001", "")]
    [InlineData("endTs=1767323048000", "s", "")]
    [InlineData("endTs=1767323052000&lookback=4000", "b", "")]
    public async Task A_search_finds_what_Zipkin_would(string parameters, string traces, string times = Times)
    {
        var host = shared.Host;
        var found = await FoundAsync(host, $"{times}&{parameters}");
        Assert.Equal(traces.Order(), found.Select(id => id == TraceId ? 's' : id == SomeJson.TraceId ? 'o' : 'b').Order());
    }

    [Fact]
    public async Task Remote_services_and_tags_are_those_of_all_traces_of_the_last_day()
    {
        await using var host = await RunningHost.StartAsync();
        var micros = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / 10;
        await PostAsync(host, $$$"""
            [{"traceId":"1","id":"1","timestamp":{{{micros}}},"duration":5,"localEndpoint":{"serviceName":"front"},
              "remoteEndpoint":{"serviceName":"back"},"tags":{"tier":"gold","user":"7"}},
             {"traceId":"2","id":"2","timestamp":{{{micros}}},"duration":5,"localEndpoint":{"serviceName":"other"},
              "remoteEndpoint":{"serviceName":"else"},"tags":{"tier":"silver"}},
             {"traceId":"3","id":"3","timestamp":{{{micros}}},"duration":5,"tags":{"a \"key\"\n":"x"},
              "remoteEndpoint":{"serviceName":"nobody's"}},
             {"traceId":"4","id":"4","timestamp":{{{micros - 2 * 86_400_000_000}}},"duration":5,"tags":{"old":"x"},
              "localEndpoint":{"serviceName":"front"},"remoteEndpoint":{"serviceName":"old"}}]
            """);
        await PostAsync(host, $"[{string.Join(',', Enumerable.Range(10, 600).Select(number =>
            $$$"""{"traceId":"{{{number}}}","id":"1","timestamp":{{{micros + 1_000_000}}},"localEndpoint":{"serviceName":"front"}}"""))}]");
        await RunningHost.UntilAsync(() => GetAsync(host, "/api/v2/traces?limit=1000"), static found => found.Contains("0609\"", StringComparison.Ordinal) && found.Contains("010\"", StringComparison.Ordinal));
        Assert.Equal("""["back"]""", await RunningHost.UntilAsync(
            () => GetAsync(host, "/api/v2/remoteServices?serviceName=front"), static names => names.Length > 2));
        Assert.Equal("""["a \"key\"\n","peer.service","service.name","tier","user"]""", await GetAsync(host, "/api/v2/autocompleteKeys"));
        Assert.Equal("""["gold","silver"]""", await GetAsync(host, "/api/v2/autocompleteValues?key=tier"));
        Assert.Equal("""["x"]""", await GetAsync(host, "/api/v2/autocompleteValues?key=a%20%22key%22%0A"));
        Assert.Equal("""["front","other"]""", await GetAsync(host, "/api/v2/autocompleteValues?key=service.name"));
        Assert.Equal("""["nobody's"]""", await GetAsync(host, "/api/v2/remoteServices?serviceName=unknown_service"));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public async Task A_search_that_looked_at_enough_traces_says_so(int mostTraces, bool isWhole)
    {
        var given = new QueryCollection(QueryHelpers.ParseQuery($"{Times}&annotationQuery=nothing"));
        var query = ZipkinQuery.TryRead(given, DateTimeOffset.UnixEpoch, out _)!;
        var notes = new QueryNotes();
        Assert.Empty(await new ZipkinSearch(shared.Host.Host.Store, mostTraces, pageSize: 1).FindAsync(query, notes, default));
        string[] expected = isWhole ? [] : [$"only the newest {mostTraces} traces that may match were looked at"];
        Assert.Equal(expected, notes.Lines.AsEnumerable());
    }

    [Theory]
    [InlineData("/api/v2/traces?limit=0", 400, "parameter 'limit'")]
    [InlineData("/api/v2/traces?endTs=x", 400, "parameter 'endTs'")]
    [InlineData("/api/v2/traces?maxDuration=5", 400, "parameter 'maxDuration': is only valid with minDuration")]
    [InlineData("/api/v2/traces?minDuration=6&maxDuration=5", 400, "parameter 'maxDuration'")]
    [InlineData("/api/v2/spans", 400, "parameter 'serviceName'")]
    [InlineData("/api/v2/remoteServices", 400, "parameter 'serviceName'")]
    [InlineData("/api/v2/autocompleteValues", 400, "parameter 'key'")]
    [InlineData("/api/v2/dependencies", 400, "parameter 'endTs'")]
    [InlineData("/api/v2/trace/xyz", 400, "parameter 'traceId'")]
    [InlineData("/api/v2/trace/17", 404, "17 not found")]
    [InlineData("/api/v2/traceMany?traceIds=1", 400, "Use /api/v2/trace/{traceId}")]
    [InlineData("/api/v2/traceMany?traceIds=1,0001", 400, "parameter 'traceIds': has 0001 twice")]
    [InlineData("/api/v2/traceMany?traceIds=1,x", 400, "parameter 'traceIds'")]
    public async Task What_cannot_be_answered_says_why(string path, int status, string text)
    {
        await using var host = await RunningHost.StartAsync();
        using var answer = await host.Client.GetAsync(new Uri(host.Host.ZipkinAddress, path));
        Assert.Equal((status, "text/plain"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_cut_says_so_in_a_header()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxAnswerSpans = 1 });
        await PostAsync(host, $"[{Call},{Query}]");
        var answer = await RunningHost.UntilAsync(
            () => host.Client.GetAsync(new Uri(host.Host.ZipkinAddress, $"/api/v2/trace/{TraceId}")),
            static answer => answer.IsSuccessStatusCode);
        Assert.Equal(["1 spans are not in this answer: it would be too long"], answer.Headers.GetValues("X-Warnings"));
    }

    [Fact]
    public async Task The_token_of_the_doors_reads_nothing_and_that_of_the_page_sends_nothing()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = SecuritySettings.None with
            {
                PageToken = AccessToken.TryCreate(Token),
                DoorsToken = AccessToken.TryCreate(DoorToken),
                QueryCors = new CorsRule(["https://board.example"], ["authorization"]),
            },
        });
        foreach (var path in new[] { "/api/v2/services", "/zipkin/api/v2/traces", "/info", "/zipkin/config.json", "/" })
            foreach (var (token, isIn) in new[] { (Token, true), (DoorToken, false), ("wrong-token-0123456789", false) })
                Assert.Equal(isIn, await SendAsync(host, HttpMethod.Get, path, token) != HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, HttpMethod.Post, "/api/v2/spans", Token));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(host, HttpMethod.Post, "/api/v2/spans", DoorToken));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(host, HttpMethod.Get, "/health", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(host, HttpMethod.Head, "/api/v2/services", DoorToken));

        // Pages of origins that may read may not send.
        foreach (var (method, isAllowed) in new[] { ("GET", true), ("POST", false) })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri(host.Host.ZipkinAddress, "/api/v2/spans"));
            preflight.Headers.Add("Origin", "https://board.example");
            preflight.Headers.Add("Access-Control-Request-Method", method);
            using var answer = await host.Client.SendAsync(preflight);
            Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    private static async Task<HttpStatusCode> SendAsync(RunningHost host, HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Host.ZipkinAddress, path));
        if (method == HttpMethod.Post)
            request.Content = new StringContent("[]", MediaTypeHeaderValue.Parse("application/json"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
