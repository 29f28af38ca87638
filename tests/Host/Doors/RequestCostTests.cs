using System.IO.Compression;
using System.Net;
using System.Text;
using Tracing.Wire;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Doors;

/// <summary>Requests that are short on the wire and would take gigabytes to read.</summary>
[Collection(AloneCollection.Name)]
public class RequestCostTests
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    /// <summary>Four of them are within the budget of a door.</summary>
    private const int Length = 40 << 20;

    public static TheoryData<string, string, string> Bombs => new()
    {
        { Json, """{"resourceSpans":[""", "{}," },
        { Json, """{"resourceSpans":[{"scopeSpans":[""", "{}," },
        { Json, """{"resourceSpans":[{"scopeSpans":[{"spans":[""", "{}," },
        { Json, """{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[""", "{}," },
        { Json, """{"ignored":[""", "1," },
        { Protobuf, "", "\x0a\x00" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Four_requests_of_empty_elements_at_once_are_refused_and_take_little_memory(
        string type, string begin, string element)
    {
        await using var host = await RunningHost.StartAsync();
        var body = Body(begin, element);
        var before = GC.GetTotalAllocatedBytes();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.PostAsync(body, type)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode));
        // The bodies, and what the client and the server copy of them.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 4 * 4L * Length);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(SomeJson.Request(SomeJson.Span(1)))).StatusCode);
    }

    [Fact]
    public async Task A_body_that_unpacks_to_a_thousand_times_its_length_is_refused_before_it_is_unpacked()
    {
        await using var host = await RunningHost.StartAsync();
        var packed = Gzip(Body("""{"resourceSpans":[""", "{},"));
        Assert.InRange(packed.Length, 1_000, 128 * 1024);
        var before = GC.GetTotalAllocatedBytes();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.PostAsync(packed, Json, "gzip")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode));
        Assert.Contains("unpacks to more than 250 times its length", await answers[0].Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 4L * Length);
    }

    [Fact]
    public async Task One_span_of_too_many_attributes_is_refused_with_its_field()
    {
        await using var host = await RunningHost.StartAsync();
        var many = string.Join(',', Enumerable.Repeat("{}", 1_000_001));
        var answer = await host.PostAsync($$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{{many}}]}]}]}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("spans[0]: has more than 1000000 attributes", await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eighty_thousand_attributes_are_taken()
    {
        await using var host = await RunningHost.StartAsync();
        var tags = string.Concat(Enumerable.Repeat(""",{"key":"k","value":{"intValue":"1"}}""", 80_000));
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(SomeJson.Request(SomeJson.Span(1, tags: tags)))).StatusCode);
    }

    [Fact]
    public void A_request_of_many_real_spans_is_far_from_the_limit()
    {
        var json = Encoding.UTF8.GetBytes(SomeJson.Request(
        [
            .. Enumerable.Range(1, 1_000)
                .Select(id => SomeJson.Span(id, tags: """,{"key":"user.id","value":{"stringValue":"u-1"}}""")),
        ]));
        var cost = new OtlpJsonFormat().Measure(json);
        var perLongRequest = cost.Elements * (DoorLimits.DefaultMaxRequestBytes / json.Length);
        Assert.InRange(perLongRequest, 1, RequestCost.MaxElements);
        Assert.InRange(cost.Bytes, 1, 2 * json.Length);
    }

    private static byte[] Body(string begin, string element)
    {
        var body = new byte[Length];
        var filled = Encoding.Latin1.GetBytes(begin, body);
        var one = Encoding.Latin1.GetBytes(element);
        for (; filled + one.Length <= body.Length; filled += one.Length) one.CopyTo(body, filled);
        return body[..filled];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
