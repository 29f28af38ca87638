using System.Net;
using System.Text;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Query.Jaeger;

public class JaegerV3ApiTests
{
    private const string Failing = ""","status":{"code":2,"message":"no stock"}""";

    private static async Task<RunningHost> WithTwoTraces()
    {
        var host = await RunningHost.StartAsync();
        await host.PostAsync(SomeJson.RequestOf("shop",
            SomeJson.Span(1, 0, 1, "place order"),
            SomeJson.Span(2, 1, 0, "reserve", Failing, """,{"key":"yes","value":{"boolValue":true}}""", startMicros: 1_000)));
        await host.PostAsync(SomeJson.RequestOf("stock",
            SomeJson.Span(3, 0, 0, "count", traceId: "00000000000000000000000000000007", startMicros: 60_000_000, micros: 90_000)));
        return host;
    }

    private static async Task<string> TextAsync(RunningHost host, string path) =>
        await (await host.GetAsync(path)).Content.ReadAsStringAsync();

    [Fact]
    public async Task Services_and_operations_are_listed()
    {
        await using var host = await WithTwoTraces();
        Assert.Equal("""{"services":["shop","stock"]}""", await TextAsync(host, "/api/v3/services"));
        Assert.Equal("""{"operations":[{"name":"count","spanKind":"server"}]}""",
            await TextAsync(host, "/api/v3/operations?service=stock"));
        Assert.Equal("""{"operations":[]}""", await TextAsync(host, "/api/v3/operations?service=stock&spanKind=client"));
        Assert.Equal("""{"error":{"httpCode":400,"message":"parameter 'service': must be given"}}""",
            await TextAsync(host, "/api/v3/operations"));
    }

    [Theory]
    [InlineData("query.serviceName=shop&query.startTimeMin=2026-01-02T00:00:00Z&query.startTimeMax=2026-01-03T00:00:00Z")]
    [InlineData("query.service_name=shop&query.operation_name=reserve&query.search_depth=5")]
    [InlineData("query.attributes=%7B%22yes%22%3Atrue%7D")]
    [InlineData("query.attributes=%7B%22error%22%3A%22true%22%7D")]
    [InlineData("query.durationMax=20ms")]
    public async Task Summaries_say_what_a_list_shows(string query)
    {
        await using var host = await WithTwoTraces();
        Assert.Equal("""
            {"summaries":[{"traceId":"0af7651916cd43dd8448eb211c80319c","rootServiceName":"shop","rootOperationName":"place order","minStartTimeUnixNano":"1767323045000000000","maxEndTimeUnixNano":"1767323045006000000","spanCount":2,"errorSpanCount":1,"orphanSpanCount":0,"services":[{"name":"shop","spanCount":2,"errorSpanCount":1}]}]}
            """, await TextAsync(host, $"/api/v3/trace-summaries?{query}"));
    }

    [Fact]
    public async Task Without_a_service_all_are_found_the_latest_first()
    {
        await using var host = await WithTwoTraces();
        var found = (await host.GetJsonAsync("/api/v3/trace-summaries")).GetProperty("summaries");
        Assert.Equal(["stock", "shop"], found.EnumerateArray().Select(static one => one.GetProperty("rootServiceName").GetString()));
    }

    [Theory]
    [InlineData($"/api/v3/traces/{SomeJson.TraceId}")]
    [InlineData("/api/v3/traces?query.serviceName=shop")]
    public async Task A_trace_is_OTLP_without_loss(string path)
    {
        await using var host = await WithTwoTraces();
        var result = (await host.GetJsonAsync(path)).GetProperty("result").GetRawText();
        var batch = OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes(result), out var fault);
        Assert.Null(fault);
        var kept = await host.Host.Store.GetAsync(TraceId.TryParse(SomeJson.TraceId, out var id) ? id : default);
        Assert.Equal(kept!.Raw.Select(static span => Convert.ToHexString(span.Bytes.Span)),
            batch!.Spans.Select(static span => Convert.ToHexString(span.Bytes.Span)));
    }

    [Theory]
    [InlineData("/api/v3/traces/00000000000000000000000000000099", HttpStatusCode.NotFound, "trace not found")]
    [InlineData("/api/v3/traces/xyz", HttpStatusCode.BadRequest, "parameter 'id': must be")]
    [InlineData("/api/v3/traces?query.startTimeMin=soon", HttpStatusCode.BadRequest, "parameter 'query.startTimeMin': must be")]
    [InlineData("/api/v3/trace-summaries?query.attributes=%5B%5D", HttpStatusCode.BadRequest, "parameter 'query.attributes': must be")]
    [InlineData("/api/v3/trace-summaries?query.searchDepth=0", HttpStatusCode.BadRequest, "parameter 'query.searchDepth': must be")]
    public async Task A_request_that_cannot_be_read_is_refused_with_its_parameter(
        string path, HttpStatusCode status, string problem)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(problem, (await RunningHost.JsonOf(answer)).GetProperty("error").GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }
}
