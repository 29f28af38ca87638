using System.Text.Json;
using Tracing.Wire.Otlp;

namespace Tracing.Wire.OtlpJson;

public class OtlpJsonWriterTests
{
    private static JsonElement Written(params SpanData[] spans) =>
        JsonDocument.Parse(Requests.Json(Requests.Skimmed(Requests.Protobuf("shop", spans)).Spans)).RootElement;

    private static JsonElement Span(JsonElement request) =>
        request.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];

    [Fact]
    public void Ids_are_lower_case_hex_of_32_and_16_digits()
    {
        var span = Span(Written(OtlpProtobufTests.Golden));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.GetProperty("traceId").GetString());
        Assert.Equal("b7ad6b7169203331", span.GetProperty("spanId").GetString());
        Assert.Equal("00f067aa0ba902b7", span.GetProperty("parentSpanId").GetString());
    }

    [Fact]
    public void Sixty_four_bit_numbers_are_strings_and_enums_are_numbers()
    {
        var span = Span(Written(OtlpProtobufTests.Golden));
        Assert.Equal("1767323045000000001", span.GetProperty("startTimeUnixNano").GetString());
        Assert.Equal(5, span.GetProperty("kind").GetInt32());
        Assert.Equal(2, span.GetProperty("status").GetProperty("code").GetInt32());
        var number = span.GetProperty("attributes").EnumerateArray().Single(a => a.GetProperty("key").GetString() == "int");
        Assert.Equal("-7", number.GetProperty("value").GetProperty("intValue").GetString());
    }

    [Fact]
    public void A_root_has_no_parent_and_defaults_are_left_out()
    {
        var span = Span(Written(new SpanData { TraceId = new TraceId(1, 2), SpanId = new SpanId(3), Name = "work" }));
        foreach (var name in new[] { "parentSpanId", "traceState", "flags", "attributes", "events", "links" })
            Assert.False(span.TryGetProperty(name, out _), name);
    }

    [Fact]
    public void Spans_of_one_service_from_many_batches_share_one_resource()
    {
        var spans = Enumerable.Range(1, 4).SelectMany(id => Requests.Skimmed(Requests.Protobuf(
            id % 2 == 0 ? "shop" : "stock",
            new SpanData { TraceId = new TraceId(1, 2), SpanId = new SpanId((ulong)id) })).Spans);
        var groups = JsonDocument.Parse(Requests.Json(spans)).RootElement.GetProperty("resourceSpans");
        Assert.Equal(2, groups.GetArrayLength());
        Assert.All(groups.EnumerateArray(),
            group => Assert.Equal(2, group.GetProperty("scopeSpans")[0].GetProperty("spans").GetArrayLength()));
    }
}
