using System.Text;
using FsCheck.Fluent;
using Tracing.Wire.Spans;

namespace Tracing.Wire.OtlpJson;

public class OtlpJsonReaderTests
{
    private const string Ids = """ "traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"B7AD6B7169203331" """;

    private static SpanData Read(string members)
    {
        var batch = Requests.ReadJson(Requests.JsonSpan(members), out var fault);
        Assert.Null(fault);
        return OtlpDecoder.Span(Assert.Single(batch!.Spans).Bytes.Span);
    }

    private static string? FaultOf(string members)
    {
        Assert.Null(Requests.ReadJson(Requests.JsonSpan($"{Ids},{members}"), out var fault));
        return fault?.ToString();
    }

    [Fact]
    public void A_request_as_JSON_is_read_into_the_bytes_that_protobuf_would_have_brought() =>
        Law.Holds(AnySpan.Record, span =>
        {
            var protobuf = Requests.Protobuf("shop", span);
            var json = Requests.Json(Requests.Skimmed(protobuf).Spans);
            Assert.Equal(protobuf, OtlpJsonReader.TryReadToProtobuf(Encoding.UTF8.GetBytes(json), out _));
        });

    [Fact]
    public void Ids_are_read_in_either_case() =>
        Assert.Equal("0af7651916cd43dd8448eb211c80319c b7ad6b7169203331", $"{Read(Ids).TraceId} {Read(Ids).SpanId}");

    [Theory]
    [InlineData("""  "startTimeUnixNano":"1767323045000000001"  """)]
    [InlineData("""  "startTimeUnixNano":1767323045000000001  """)]
    [InlineData("""  "start_time_unix_nano":"1767323045000000001"  """)]
    public void Large_numbers_are_read_from_strings_and_numbers_under_either_spelling(string member) =>
        Assert.Equal(1_767_323_045_000_000_001ul, Read($"{Ids},{member}").StartUnixNanos);

    [Theory]
    [InlineData("2")]
    [InlineData("\"SPAN_KIND_SERVER\"")]
    public void Enums_are_read_from_numbers_and_names(string kind) =>
        Assert.Equal(SpanKind.Server, Read($"{Ids},\"kind\":{kind}").Kind);

    [Fact]
    public void Unknown_fields_and_nulls_are_passed_over() =>
        Assert.Equal("work", Read($$"""{{Ids}},"later":{"deep":[1]},"name":"work","attributes":null,"events":null""").Name);

    [Theory]
    [InlineData("\"startTimeUnixNano\":\"soon\"", "spans[0].startTimeUnixNano: must be a whole number")]
    [InlineData("\"startTimeUnixNano\":-1", "spans[0].startTimeUnixNano: must be a whole number")]
    [InlineData("\"endTimeUnixNano\":1.5", "spans[0].endTimeUnixNano: must be a whole number")]
    [InlineData("\"parentSpanId\":\"xyz\"", "spans[0].parentSpanId: must be hexadecimal")]
    [InlineData("\"name\":7", "spans[0].name: must be a string")]
    [InlineData("\"kind\":\"BUTLER\"", "spans[0].kind: must be a whole number")]
    [InlineData("\"events\":{}", "spans[0].events: must be an array")]
    [InlineData("\"events\":[7]", "spans[0].events[0]: must be an object")]
    [InlineData("\"events\":[{\"timeUnixNano\":true}]", "spans[0].events[0].timeUnixNano: must be a whole number")]
    [InlineData("\"links\":[{},{\"flags\":-1}]", "spans[0].links[1].flags: must be a whole number")]
    [InlineData("\"status\":{\"code\":\"x\"}", "spans[0].status.code: must be a whole number")]
    [InlineData("\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":\"x\"}}]",
        "spans[0].attributes[0].value.intValue: must be a whole number")]
    [InlineData("\"attributes\":[{\"key\":\"k\",\"value\":{\"arrayValue\":{\"values\":[{\"bytesValue\":\"!\"}]}}}]",
        "spans[0].attributes[0].value.arrayValue.values[0].bytesValue: must be base64")]
    public void A_field_that_cannot_be_read_is_named_by_its_path(string member, string fault) =>
        Assert.StartsWith($"resourceSpans[0].scopeSpans[0].{fault}", FaultOf(member));

    [Fact]
    public void A_span_whose_ids_have_the_wrong_length_is_rejected_alone()
    {
        var batch = Requests.ReadJson(
            $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{Ids}}},{"traceId":"0af7","spanId":""}]}]}]}""", out _);
        Assert.Equal((1, 1), (batch!.Spans.Length, batch.Rejected));
        Assert.Contains("spans[1]", batch.RejectedWhy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{"resourceSpans":[{"schemaUrl":"\u00x0"}]}""")]
    public void Bytes_that_are_no_request_are_a_fault(string json)
    {
        Assert.Null(Requests.ReadJson(json, out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void Values_nested_deeper_than_the_limit_are_a_fault_and_do_not_overflow_the_stack()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"arrayValue\":{\"values\":[", 50_000));
        Assert.Null(Requests.ReadJson(Requests.JsonSpan($"{Ids},\"attributes\":[{{\"key\":\"k\",\"value\":{deep}"), out var fault));
        Assert.Equal("ExportTraceServiceRequest: nests deeper than 160 levels", fault?.ToString());
    }

    [Fact]
    public void A_member_whose_name_is_not_text_is_passed_over_like_any_unknown_one()
    {
        var batch = Requests.ReadJson(
            $$"""{"\ud800":1,"resourceSpans":[{"\ud800":1,"scopeSpans":[{"spans":[{{{Ids}},"\ud800":{} }]}]}]}""", out var fault);
        Assert.Null(fault);
        Assert.Single(batch!.Spans);
    }

    [Theory]
    [InlineData("resourceMetrics")]
    [InlineData("resourceLogs")]
    [InlineData("resourceSpan")]
    [InlineData("spans")]
    public void A_request_of_unknown_fields_alone_is_a_fault_that_names_one(string field)
    {
        Assert.Null(OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes($$"""{"{{field}}":[]}"""), out var fault));
        Assert.Equal($"{field}: is not known here; traces are in resourceSpans", $"{fault}");
        Assert.Empty(OtlpJsonReader.TryRead(
            Encoding.UTF8.GetBytes($$"""{"{{field}}":[],"resourceSpans":[]}"""), out _)!.Spans);
    }

    [Fact]
    public void A_long_name_of_an_unknown_field_is_cut()
    {
        var json = $$"""{"{{new string('x', 100_000)}}":1}""";
        Assert.Null(OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes(json), out var fault));
        Assert.InRange($"{fault}".Length, 64, 200);
    }

    [Fact]
    public void Scopes_are_read_under_the_name_that_they_had_in_2021()
    {
        var batch = OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes($$"""
            {"resourceSpans":[{"instrumentationLibrarySpans":[
            {"instrumentationLibrary":{"name":"lib","version":"1"},"spans":[{ {{Ids}},"name":"old" }]}]}]}
            """), out _);
        var span = Assert.Single(batch!.Spans);
        Assert.Equal("old", OtlpDecoder.Span(span.Bytes.Span).Name);
        Assert.Equal(("lib", "1"), (span.Origin.ScopeName, span.Origin.ScopeVersion));
    }

    [Theory]
    [InlineData("AQI=")]
    [InlineData("AQI")]
    public void Base64_is_read_with_and_without_padding(string base64) =>
        Assert.Equal([1, 2], Bytes(base64));

    [Theory]
    [InlineData("-_8=")]
    [InlineData("+/8=")]
    public void Base64_is_read_in_both_alphabets(string base64) => Assert.Equal([0xFB, 0xFF], Bytes(base64));

    private static byte[] Bytes(string base64) =>
        Read($$$"""{{{Ids}}},"attributes":[{"key":"k","value":{"bytesValue":"{{{base64}}}"}}]""").Tags[0].Value.AsBytes.ToArray();

    [Theory]
    [InlineData("""cut \ud83d""", "cut \uFFFD")]
    [InlineData("""\ude00 low""", "\uFFFD low")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD\U0001F600")]
    [InlineData("""\ud83d\n\t\r\b\f\"\\\/\u0041""", "\uFFFD\n\t\r\b\f\"\\/A")]
    [InlineData("""\\ud83d""", "\\ud83d")]
    public void Half_a_surrogate_pair_becomes_the_replacement_character_and_the_rest_stays(string json, string text)
    {
        var span = Read($$$"""{{{Ids}}},"name":"{{{json}}}","attributes":[{"key":"{{{json}}}","value":{"stringValue":"{{{json}}}"}}]""");
        Assert.Equal((text, text, text), (span.Name, span.Tags[0].Key, $"{span.Tags[0].Value}"));
    }

    [Fact]
    public void A_byte_that_is_no_UTF8_becomes_the_replacement_character()
    {
        var json = Encoding.Latin1.GetBytes(Requests.JsonSpan($"{Ids},\"name\":\"caf\u00e9 \u00e9\""));
        var batch = OtlpJsonReader.TryRead(json, out var fault);
        Assert.Null(fault);
        Assert.Equal("caf\uFFFD \uFFFD", OtlpDecoder.Span(Assert.Single(batch!.Spans).Bytes.Span).Name);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Requests.JsonSpan(Ids))];
        Assert.Single(OtlpJsonReader.TryRead(json, out _)!.Spans);
    }

    [Fact]
    public void A_byte_order_mark_hides_no_cost()
    {
        var json = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", 50_000))}]");
        var format = new OtlpJsonFormat();
        Assert.Equal(format.Measure(json).Elements, format.Measure([0xEF, 0xBB, 0xBF, .. json]).Elements);
    }

    [Fact]
    public void An_empty_object_is_an_empty_batch() => Assert.Empty(Requests.ReadJson("{}", out _)!.Spans);

    [Fact]
    public void Any_bytes_give_a_batch_or_a_fault() =>
        Law.Holds(
            from span in AnySpan.Record
            from at in Gen.Choose(0, 100_000)
            from value in Gen.Choose(0, 255)
            select (Json: Requests.Json(Requests.Skimmed(Requests.Protobuf("shop", span)).Spans), At: at, Value: (byte)value),
            sample =>
            {
                var bytes = Encoding.UTF8.GetBytes(sample.Json);
                bytes[sample.At % bytes.Length] = sample.Value;
                var batch = OtlpJsonReader.TryRead(bytes, out var fault);
                Assert.Equal(batch is null, fault is not null);
            }, cases: 1_000);
}
