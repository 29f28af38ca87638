using System.Net;
using System.Text;
using System.Text.Json;

namespace Tracing.Hosting.Query.Jaeger;

public class JaegerTransformTests
{
    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        RunningHost host, string body, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.PageAddress, "/api/transform"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await host.Client.SendAsync(request);
        return (answer.StatusCode, await RunningHost.JsonOf(answer));
    }

    [Fact]
    public async Task A_file_of_OTLP_becomes_what_the_same_stored_trace_is()
    {
        await using var host = await RunningHost.StartAsync();
        var file = SomeJson.Request(SomeJson.Span(1, 0, 1, "place order"), SomeJson.Span(2, 1, 0, "reserve"));
        var (status, made) = await PostAsync(host, file, $"http://{host.Host.PageAddress.Authority}");
        Assert.Equal(HttpStatusCode.OK, status);
        // Nothing of it is stored.
        Assert.Equal("[]", (await host.GetJsonAsync("/api/services")).GetProperty("data").GetRawText());

        await host.PostAsync(file);
        var stored = await RunningHost.UntilAsync(
            () => host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}"), RunningHost.AreClosed);
        var (one, other) = (made.GetProperty("data")[0], stored.GetProperty("data")[0]);
        foreach (var member in new[] { "traceID", "spans", "processes", "warnings" })
            Assert.Equal(other.GetProperty(member).GetRawText(), one.GetProperty(member).GetRawText());
        Assert.False(one.TryGetProperty("completeness", out _));
    }

    [Fact]
    public async Task Traces_come_apart_by_their_ids_and_spans_without_usable_ids_are_told_of()
    {
        await using var host = await RunningHost.StartAsync();
        var (_, made) = await PostAsync(host, SomeJson.Request(SomeJson.Span(1), SomeJson.Span(1, traceId: "07".PadLeft(32, '0')),
            SomeJson.Span(1, traceId: "0".PadLeft(32, '0'))));
        Assert.Equal(2, made.GetProperty("data").GetArrayLength());
        Assert.StartsWith("1 of the spans were left out", made.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_OTLP_or_too_long_is_refused()
    {
        await using var host = await RunningHost.StartAsync();
        var (status, answer) = await PostAsync(host, "Bad Payload");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("cannot unmarshal OTLP", answer.GetProperty("errors")[0].GetProperty("msg").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await PostAsync(host, $"[{string.Join(',', Enumerable.Repeat("{}", 2_100_000))}]")).Status);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_send_a_file()
    {
        await using var host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.PageAddress, "/api/transform"))
        {
            Content = new StringContent("{}", Encoding.UTF8, "text/plain"),
        };
        request.Headers.Add("Origin", "http://localhost:9");
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("tracing.host.cors.query-origins", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
