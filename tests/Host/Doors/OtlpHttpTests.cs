using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Doors;

public class OtlpHttpTests
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    private static byte[] Whole => Encoding.UTF8.GetBytes(SomeJson.Request(SomeJson.Span(1)));

    // As a string, because Uri would make something else of two slashes at the beginning.
    private static Task<HttpResponseMessage> PostToAsync(RunningHost host, string path, byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return host.Client.PostAsync($"{host.Host.OtlpHttpAddress.GetLeftPart(UriPartial.Authority)}{path}", content);
    }

    private static async Task AssertIsKept(RunningHost host) =>
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync($"/api/traces/{SomeJson.TraceId}")).StatusCode);

    [Fact]
    public async Task JSON_is_taken_and_answered_in_JSON()
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync(Whole, "application/json; charset=utf-8");
        Assert.Equal((HttpStatusCode.OK, Json), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
        await AssertIsKept(host);
    }

    [Fact]
    public async Task Protobuf_is_taken_and_answered_in_protobuf()
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync(OtlpJsonReader.TryReadToProtobuf(Whole, out _)!, Protobuf);
        Assert.Equal((HttpStatusCode.OK, Protobuf), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        await AssertIsKept(host);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task A_packed_body_is_unpacked(string encoding)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync(SomePacked.Of(Whole, encoding), Json, encoding);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await AssertIsKept(host);
    }

    [Theory]
    [InlineData(Protobuf, "")]
    [InlineData(Json, "{}")]
    public async Task An_empty_request_succeeds(string type, string body)
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Encoding.UTF8.GetBytes(body), type)).StatusCode);
    }

    [Fact]
    public async Task Unusable_spans_are_counted_and_named_and_the_others_are_taken()
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync(SomeJson.Request(SomeJson.Span(1), SomeJson.Span(0)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var partial = (await RunningHost.JsonOf(answer)).GetProperty("partialSuccess");
        Assert.Equal("1", partial.GetProperty("rejectedSpans").GetString());
        Assert.Contains("spans[1]: span_id", partial.GetProperty("errorMessage").GetString());
        await AssertIsKept(host);
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData(Json, "br")]
    [InlineData(Protobuf, "compress")]
    public async Task Another_type_or_packing_is_415(string type, string? encoding)
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.PostAsync(Whole, type, encoding)).StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    public async Task Another_method_is_405(string method)
    {
        await using var host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Host.OtlpHttpAddress, "/v1/traces"));
        var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Bad_JSON_is_400_with_the_field_named_as_a_status_in_JSON()
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync(SomeJson.Request("""{"startTimeUnixNano":"soon"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var status = await RunningHost.JsonOf(answer);
        Assert.Equal(3, status.GetProperty("code").GetInt32());
        Assert.StartsWith("resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano: ",
            status.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Bad_protobuf_is_400_as_a_status_in_protobuf()
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync([0x0a, 0x7f], Protobuf);
        Assert.Equal((HttpStatusCode.BadRequest, Protobuf), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        // google.rpc.Status: field 1 is the code, here 3; field 2 the message.
        Assert.Equal([0x08, 0x03, 0x12], (await answer.Content.ReadAsByteArrayAsync())[..3]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task Every_cut_of_a_packed_body_is_400_and_none_of_its_spans_are_taken(string encoding)
    {
        await using var host = await RunningHost.StartAsync();
        var packed = SomePacked.Of(Whole, encoding);
        for (var length = 0; length < packed.Length; length++)
        {
            var answer = await host.PostAsync(packed[..length], Json, encoding);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"cut at {length}: {answer.StatusCode}");
        }
        Assert.Equal(0, host.Host.Engine.Counts.Assembler.SpansIn);
    }

    [Theory]
    [InlineData("gzip", "it is not gzip, or it is damaged")]
    [InlineData("deflate", "it is not deflate in the zlib format")]
    [InlineData("zstd", "cannot be read as zstd")]
    public async Task A_body_that_is_not_packed_as_it_says_is_400_and_the_answer_says_so(string encoding, string why)
    {
        await using var host = await RunningHost.StartAsync();
        var answer = await host.PostAsync(Whole, Json, encoding);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zstd_body_with_a_window_over_8_MiB_is_400()
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest,
            (await host.PostAsync(SomePacked.Zstd(Whole, windowLog: 24), Json, "zstd")).StatusCode);
    }

    [Fact]
    public async Task A_string_that_is_not_text_costs_no_other_span()
    {
        await using var host = await RunningHost.StartAsync();
        var cut = SomeJson.Span(2, 1, tags: """,{"key":"note","value":{"stringValue":"cut \ud83d"}}""");
        Assert.Equal(HttpStatusCode.OK,
            (await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1), cut))).StatusCode);
        var trace = await RunningHost.UntilAsync(
            () => host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}"), RunningHost.AreClosed);
        Assert.Equal(2, trace.GetProperty("data")[0].GetProperty("spans").GetArrayLength());
        Assert.Contains("cut \uFFFD", trace.GetProperty("data")[0].GetProperty("spans")
            .EnumerateArray().SelectMany(static span => span.GetProperty("tags").EnumerateArray())
            .Select(static tag => $"{tag.GetProperty("value")}"));
    }

    [Theory]
    [InlineData("//v1/traces")]
    [InlineData("/v1/traces/")]
    [InlineData("/v1//traces")]
    public async Task Slashes_too_many_in_the_path_do_no_harm(string path)
    {
        await using var host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await PostToAsync(host, path, Whole, Json)).StatusCode);
        await AssertIsKept(host);
    }

    [Theory]
    [InlineData("/v1/metrics", "traces only")]
    [InlineData("/v1/logs", "traces only")]
    [InlineData("/", "POST /v1/traces")]
    [InlineData("/api/v2/spans", "POST /v1/traces")]
    public async Task Another_path_is_404_with_a_status_that_says_what_this_port_takes(string path, string what)
    {
        await using var host = await RunningHost.StartAsync();
        var json = await PostToAsync(host, path, "{}"u8.ToArray(), Json);
        Assert.Equal(HttpStatusCode.NotFound, json.StatusCode);
        var status = await RunningHost.JsonOf(json);
        Assert.Equal(12, status.GetProperty("code").GetInt32());
        Assert.Contains(what, status.GetProperty("message").GetString());
        var protobuf = await PostToAsync(host, path, [], Protobuf);
        Assert.Equal(HttpStatusCode.NotFound, protobuf.StatusCode);
        Assert.Equal([0x08, 12, 0x12], (await protobuf.Content.ReadAsByteArrayAsync())[..3]);
    }

    [Fact]
    public async Task A_request_over_the_limit_is_413_packed_or_unpacked()
    {
        var settings = RunningHost.Settings with { MaxRequestBytes = 10_000 };
        await using var host = await RunningHost.StartAsync(settings);
        var spaces = new byte[10_001];
        spaces.AsSpan().Fill((byte)' ');
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.PostAsync(spaces, Json)).StatusCode);
        var packed = await host.PostAsync(SomePacked.Of(spaces, "gzip"), Json, "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, packed.StatusCode);
        Assert.Equal(8, (await RunningHost.JsonOf(packed)).GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_or_failing_collector_is_503_with_a_time_to_come_again(bool isFailing)
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings, _ => new FullEngine(isFailing));
        var answer = await host.PostAsync(Whole, Json);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal(14, (await RunningHost.JsonOf(answer)).GetProperty("code").GetInt32());
    }
}
