using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Tracing.Hosting.Doors;

public class ZipkinTests
{
    private const string Json = "application/json";
    private const string TraceId = "5af7183fb1d4cf5f";

    private const string Shared = $$$"""
        [{"traceId":"{{{TraceId}}}","id":"a","kind":"CLIENT","name":"call","timestamp":1767323045000000,"duration":9000,
          "localEndpoint":{"serviceName":"front"}},
         {"traceId":"{{{TraceId}}}","id":"a","kind":"SERVER","name":"serve","timestamp":1767323045001000,"duration":5000,
          "shared":true,"localEndpoint":{"serviceName":"back"}}]
        """;

    private static Task<HttpResponseMessage> PostAsync(
        RunningHost host, string json, string? type = Json, string? encoding = null, string path = "/api/v2/spans")
    {
        var content = new ByteArrayContent(
            encoding is null ? Encoding.UTF8.GetBytes(json) : SomePacked.Of(Encoding.UTF8.GetBytes(json), encoding));
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return host.Client.PostAsync(new Uri(host.Host.ZipkinAddress, path), content);
    }

    [Theory]
    [InlineData(Json, null)]
    [InlineData("application/json; charset=utf-8", "gzip")]
    [InlineData(null, null)]
    public async Task Spans_are_taken_with_202_and_make_one_trace(string? type, string? encoding)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await PostAsync(host, Shared, type, encoding);
        Assert.Equal((HttpStatusCode.Accepted, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        var trace = await RunningHost.UntilAsync(
            () => host.GetJsonAsync($"/api/traces/0000000000000000{TraceId}"), RunningHost.AreClosed);
        var spans = trace.GetProperty("data")[0].GetProperty("spans").EnumerateArray()
            .ToDictionary(static span => span.GetProperty("operationName").GetString()!);
        Assert.Equal(["call", "serve"], spans.Keys.Order());
        Assert.Equal("000000000000000a",
            spans["serve"].GetProperty("references")[0].GetProperty("spanID").GetString());
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_with_its_field_and_what_can_is_taken()
    {
        await using var host = await RunningHost.StartAsync();
        var bad = await PostAsync(host, """[{"traceId":"1","id":"1","timestamp":"soon"}]""");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("[0].timestamp: must be", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var partly = await PostAsync(host, """[{"traceId":"1","id":"1"},{"traceId":"","id":"2"}]""");
        Assert.Equal(HttpStatusCode.Accepted, partly.StatusCode);
        Assert.Contains("1 of the spans were rejected. [1].traceId: must be", await partly.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.Contains("""tracing_door_rejected_spans_total{door="zipkin"} 1""",
            await (await host.GetAsync("/metrics")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "/api/v2/spans", HttpStatusCode.UnsupportedMediaType, "Content-Type must be")]
    [InlineData(Json, "/api/v1/spans", HttpStatusCode.NotFound, "version 1 of Zipkin's API")]
    [InlineData(Json, "/v1/traces", HttpStatusCode.NotFound, "this port takes spans of Zipkin")]
    public async Task Other_requests_are_told_what_the_port_takes(
        string type, string path, HttpStatusCode status, string text)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await PostAsync(host, Shared, type, path: path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_ten_million_empty_spans_is_refused_before_it_is_read()
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await PostAsync(host, $"[{string.Join(',', Enumerable.Repeat("{}", 5_100_000))}]");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }
}
