using System.Net;
using System.Net.Http.Headers;
using Tracing.Hosting.Web;
using Tracing.Wire.Otlp;

namespace Tracing.Hosting.Query.Tempo;

public class TempoApiTests(SharedTempoHost shared) : IClassFixture<SharedTempoHost>
{
    [Theory]
    [InlineData("buildinfo", "/api/status/buildinfo")]
    [InlineData("trace", $"/api/traces/{SomeJson.TraceId}")]
    [InlineData("trace-v2", $"/api/v2/traces/{SomeJson.TraceId}?start=1767322000&end=1767325000")]
    [InlineData("search", "/api/search?q=%7B%20status%20%3D%20error%20%26%26%20span.http.status_code%20%3E%3D%20500%20%7D")]
    [InlineData("search-tags", "/api/search?tags=http.status_code%3D500%20service.name%3D%22SHO%22&minDuration=1ms&maxDuration=1s")]
    [InlineData("search-groups", "/api/search?q=%7B%7D%20%7C%20by(name)%20%7C%20count()%20%3E%200%20%7C%20select(span.tags%2C%20kind)&limit=1&start=1767323044&end=1767323050")]
    [InlineData("tags", "/api/search/tags?scope=span")]
    [InlineData("tags-v2", "/api/v2/search/tags")]
    [InlineData("tags-v2-resource", "/api/v2/search/tags?scope=resource&limit=5000")]
    [InlineData("values", "/api/search/tag/service.name/values")]
    [InlineData("values-unscoped", "/api/search/tag/http.status_code/values")]
    [InlineData("values-v2", "/api/v2/search/tag/span.http.status_code/values")]
    [InlineData("values-v2-array", "/api/v2/search/tag/.tags/values?q=%7B%20resource.service.name%20%3D%20%22shop%22%20%7D")]
    [InlineData("values-v2-unfinished", "/api/v2/search/tag/name/values?q=%7B%20resource.service.name%20%3D%20%22stock%22%20%26%26%20span.x%20%3D%20%7D")]
    [InlineData("values-v2-status", "/api/v2/search/tag/status/values")]
    [InlineData("query-range", "/api/metrics/query_range?q=%7B%7D%20%7C%20rate()%20by%20(resource.service.name)&start=1767323040&end=1767323110&step=10s")]
    [InlineData("query-range-quantiles", "/api/metrics/query_range?q=%7B%7D%20%7C%20quantile_over_time(duration%2C%200.5%2C%20.99)&start=1767323045&end=1767323046&step=1s")]
    [InlineData("query-instant", "/api/metrics/query?q=%7Bstatus%3Derror%7D%20%7C%20count_over_time()%20by%20(span.%22http.status_code%22)&start=1767323040&end=1767323110")]
    public async Task An_answer_is_as_in_its_golden_file(string name, string path)
    {
        var host = shared.Host;
        JsonGolden.Same("Query/Tempo", name, await host.TextOfAsync(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=%7B%20resource.service.name%20%3D%20%22shop%22%20%7D")]
    [InlineData("?q=%7B%20duration%20%3E%201us%20%26%26%20span.x%20%3D%20%7D")]
    public async Task A_name_and_a_value_that_only_older_traces_have_are_listed(string query)
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 0, "old",
            tags: """,{"key":"rare","value":{"stringValue":"once"}}""", traceId: SomeJson.TraceId)));
        await host.PostAsync(SomeJson.RequestOf("shop", [.. Enumerable.Range(10, 600).Select(static number => SomeJson.Span(
            number, 0, 0, "new", traceId: $"{number:x32}", startMicros: 1_000_000))]));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?limit=1000"),
            static found => found.GetProperty("traces").GetArrayLength() == 601);
        var found = await RunningHost.JsonOf(await host.AskAsync("/api/v2/search/tag/span.rare/values" + query));
        Assert.Equal(["once"], found.GetProperty("tagValues").EnumerateArray().Select(
            static one => one.GetProperty("value").GetString()));
        var names = await host.TextOfAsync("/api/v2/search/tags" + query);
        Assert.Contains("\"rare\"", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_port_says_that_it_is_there()
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal("echo", await host.TextOfAsync("/api/echo"));
        Assert.Equal("ready", await host.TextOfAsync("/ready"));
    }

    [Theory]
    [InlineData("/api/traces/", 0)]
    [InlineData("/api/v2/traces/", 1)]
    public async Task A_trace_as_protobuf_has_every_span_without_loss(string path, int version)
    {
        var host = shared.Host;
        var answer = await host.AskAsync(path + SomeJson.TraceId, "application/protobuf");
        Assert.Equal("application/protobuf", answer.Content.Headers.ContentType?.ToString());
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        // TraceByIDResponse has the trace in its first field; that of a whole trace has nothing else.
        if (version == 1) bytes = Unwrap(bytes);
        Assert.True(TraceId.TryParse(SomeJson.TraceId, out var id));
        var kept = await host.Host.Store.GetAsync(id);
        Assert.Equal(Convert.ToHexString(OtlpProtobuf.Write(kept!.Raw)), Convert.ToHexString(bytes));
    }

    [Fact]
    public async Task A_trace_of_which_spans_are_missing_is_partial_and_says_what_is_missing()
    {
        await using var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 2), SomeJson.Span(2, 1, 0)));
        var trace = await RunningHost.UntilAsync(async () => await RunningHost.JsonOf(await host.AskAsync($"/api/v2/traces/{SomeJson.TraceId}")),
            static answer => answer.TryGetProperty("status", out _));
        Assert.Equal("PARTIAL", trace.GetProperty("status").GetString());
        Assert.Contains("span 0000000000000001 lacks 1", trace.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q=%7Bname%3D%22reserve%22%7D", "place order reserve")]
    [InlineData("q=%7Bname%3D%22reserve%22%7D&keep_hierarchy=false", "reserve")]
    [InlineData("q=%7Bname%3D%22nothing%22%7D", "")]
    [InlineData("q=%7B%7D", "place order reserve")]
    public async Task Spans_of_a_trace_are_selected_with_or_without_those_above_them(string query, string names)
    {
        var host = shared.Host;
        var answer = await RunningHost.JsonOf(await host.AskAsync($"/api/v2/traces/{SomeJson.TraceId}?{query}"));
        Assert.Equal(names, string.Join(' ', answer.GetProperty("trace").GetProperty("resourceSpans").EnumerateArray()
            .SelectMany(static resource => resource.GetProperty("scopeSpans").EnumerateArray())
            .SelectMany(static scope => scope.GetProperty("spans").EnumerateArray()).Select(static span => span.GetProperty("name").GetString())));
    }

    [Fact]
    public async Task The_port_asks_for_the_token_of_the_page()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = RunningHost.Settings.Security with { PageToken = AccessToken.TryCreate("a-token-of-the-page") },
        });
        var refused = await host.AskAsync("/api/search");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-of-the-page");
        Assert.Equal(HttpStatusCode.OK, (await host.AskAsync("/api/search")).StatusCode);
    }

    [Theory]
    [InlineData("/api/v2/traces/1234?q=%7B%7D%7C%20count()%3E1", HttpStatusCode.BadRequest, "parameter 'q' must be one selector")]
    [InlineData("/api/search?q=%7B%20.a%20%3D%3D%204%20%7D", HttpStatusCode.BadRequest, "invalid TraceQL query: parse error at line 1, col 7: expected a field or a value, found '='")]
    [InlineData("/api/search?q=%7B%7D%20%7C%20rate()", HttpStatusCode.BadRequest, "a metrics query is for /api/metrics/query_range and /api/metrics/query")]
    [InlineData("/api/metrics/query_range?q=%7B%7D", HttpStatusCode.BadRequest, "parameter 'q' must be a metrics query")]
    [InlineData("/api/metrics/query_range?q=%7B%7D%20%7C%20rate()&start=10&end=20&step=x", HttpStatusCode.BadRequest, "invalid parameter 'step': must be a duration")]
    [InlineData("/api/metrics/query_range?q=%7B%7D%20%7C%20rate()&start=10&end=200000&step=1", HttpStatusCode.BadRequest, "invalid parameter 'step': must be longer than 0s and give up to 11000 steps")]
    [InlineData("/api/search?limit=x", HttpStatusCode.BadRequest, "invalid parameter 'limit': must be from 1 to 10000")]
    [InlineData("/api/search?start=soon", HttpStatusCode.BadRequest, "invalid parameter 'start': must be seconds since 1970")]
    [InlineData("/api/search?start=20&end=10", HttpStatusCode.BadRequest, "invalid parameter 'end': must not be before start")]
    [InlineData("/api/search?minDuration=5", HttpStatusCode.BadRequest, "invalid parameter 'minDuration': must be a duration")]
    [InlineData("/api/traces/xyz", HttpStatusCode.BadRequest, "trace IDs must be")]
    [InlineData("/api/traces/1234", HttpStatusCode.NotFound, "trace not found")]
    [InlineData("/api/v2/traces/1234", HttpStatusCode.NotFound, "trace not found")]
    [InlineData("/api/v2/search/tag/app.user.id/values", HttpStatusCode.BadRequest, "tag name is not valid intrinsic or scoped attribute: app.user.id")]
    [InlineData("/api/v2/search/tags?scope=body", HttpStatusCode.BadRequest, "invalid scope: body")]
    public async Task A_request_that_cannot_be_answered_is_refused_with_a_text(string path, HttpStatusCode status, string problem)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.AskAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.StartsWith(problem, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_services_and_spans_come_from_the_whole_store()
    {
        var host = shared.Host;
        var names = await RunningHost.JsonOf(await host.AskAsync("/api/v2/search/tag/name/values"));
        Assert.Equal(["count", "place order", "reserve"],
            names.GetProperty("tagValues").EnumerateArray().Select(static one => one.GetProperty("value").GetString()));
    }

    private static byte[] Unwrap(byte[] message)
    {
        Assert.Equal((1 << 3) | 2, message[0]);
        var (length, at, shift) = (0, 1, 0);
        do
        {
            length |= (message[at] & 0x7f) << shift;
            shift += 7;
        }
        while (message[at++] >= 0x80);
        Assert.Equal(message.Length, at + length);
        return message[at..];
    }
}
