using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Wire.Zipkin.ZipkinFields;

namespace Tracing.Wire.Zipkin;

public class ZipkinReaderTests
{
    private const string Ids = """ "traceId":"5af7183fb1d4cf5f","id":"352bff9a74ca9ad2" """;

    private static readonly DateTimeOffset _received = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000);

    private static SpanBatch? Read(string json, out WireFault? fault)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var format = new ZipkinJsonFormat(new StoppedTime(_received));
        return format.TryRead(bytes, format.Measure(bytes), out fault);
    }

    private static List<SpanData> Spans(string json)
    {
        var batch = Read(json, out var fault);
        Assert.Null(fault);
        return [.. batch!.Spans.Select(static span => OtlpDecoder.Span(span.Bytes.Span))];
    }

    private static SpanData One(string members) => Assert.Single(Spans($"[{{{Ids},{members}}}]"));

    private static SpanData Named(IEnumerable<SpanData> spans, string name) => spans.Single(span => span.Name == name);

    [Fact]
    public void Every_field_of_a_span_is_kept()
    {
        var batch = Read("""
            [{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","parentId":"0020000000000001",
              "name":"get /api","kind":"CLIENT","timestamp":1472470996199000,"duration":207000.5,
              "localEndpoint":{"serviceName":"front","ipv4":"192.168.1.2","port":8080},
              "remoteEndpoint":{"serviceName":"back","ipv4":"10.0.0.1","ipv6":"2001:db8::1","port":9000},
              "annotations":[{"timestamp":1472470996238000,"value":"ws"},{"timestamp":1472470996403000,"value":"wr"}],
              "tags":{"http.path":"/api","otel.scope.name":"lib","otel.scope.version":"2"},"debug":true}]
            """, out var fault);
        Assert.Null(fault);
        var raw = Assert.Single(batch!.Spans);
        var span = OtlpDecoder.Span(raw.Bytes.Span);
        Assert.Equal("463ac35c9f6413ad48485a3953bb6124 a2fb4a1d1a96d312 0020000000000001",
            $"{span.TraceId} {span.SpanId} {span.ParentSpanId}");
        Assert.Equal(("get /api", SpanKind.Client), (span.Name, span.Kind));
        Assert.Equal((1_472_470_996_199_000_000ul, 207_000_500ul), (span.StartUnixNanos, span.DurationNanos));
        Assert.Equal(
            ["http.path=/api", "network.local.address=192.168.1.2", "network.local.port=8080", "peer.service=back",
                "network.peer.address=10.0.0.1", "zipkin.remote_endpoint.ipv6=2001:db8::1", "network.peer.port=9000",
                "zipkin.debug=true"],
            span.Tags.Select(static tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal([(1_472_470_996_238_000_000ul, "ws"), (1_472_470_996_403_000_000ul, "wr")],
            span.Events.Select(static happened => (happened.UnixNanos, happened.Name)));
        Assert.Equal("front", raw.Origin.Service);
        Assert.Equal(("lib", "2"), (OtlpDecoder.Text(raw.Origin.Scope.Span, 1), OtlpDecoder.Text(raw.Origin.Scope.Span, 2)));
    }

    [Theory]
    [InlineData("5af7183fb1d4cf5f", "00000000000000005af7183fb1d4cf5f")]
    [InlineData("f", "0000000000000000000000000000000f")]
    [InlineData("15AF7183FB1D4CF5F", "00000000000000015af7183fb1d4cf5f")]
    public void A_short_trace_id_has_leading_zeros(string given, string expected) =>
        Assert.Equal(expected, $"{Assert.Single(Spans($$"""[{"traceId":"{{given}}","id":"1"}]""")).TraceId}");

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000")]
    public void A_parent_of_zeros_is_none(string parent) =>
        Assert.True(One($"\"parentId\":\"{parent}\"").ParentSpanId.IsNone);

    [Theory]
    [InlineData("""{"otel.status_code":"OK"}""", SpanStatus.Ok, null, "")]
    [InlineData("""{"otel.status_code":"ERROR","error":"no stock"}""", SpanStatus.Error, "no stock", "")]
    [InlineData("""{"error":"no stock"}""", SpanStatus.Error, "no stock", "error=no stock")]
    [InlineData("""{"error":""}""", SpanStatus.Error, null, "error=")]
    [InlineData("""{"error":true}""", SpanStatus.Error, null, "error=true")]
    [InlineData("""{"error":"false"}""", SpanStatus.Unset, null, "error=false")]
    public void The_status_is_read_from_the_tags_that_tell_it(string tags, SpanStatus status, string? message, string left)
    {
        var span = One($"\"tags\":{tags}");
        Assert.Equal((status, message), (span.Status, span.StatusMessage));
        Assert.Equal(left, string.Join(' ', span.Tags.Select(static tag => $"{tag.Key}={tag.Value}")));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_tag_becomes_a_replacement_character() =>
        Assert.Equal("cut \uFFFD", One("""
            "tags":{"a":"cut \ud83d"}
            """)["a"].AsString);

    [Fact]
    public void A_span_without_a_timestamp_starts_with_its_first_annotation_or_when_it_was_received()
    {
        Assert.Equal(3_000ul, One("""
            "annotations":[{"timestamp":4,"value":"b"},{"timestamp":3,"value":"a"}]
            """).StartUnixNanos);
        Assert.Equal(1_700_000_000_000_000_000ul, One("\"name\":\"x\"").StartUnixNanos);
    }

    [Fact]
    public void A_client_and_a_server_that_share_an_id_are_two_spans_and_the_servers_work_is_below_its_own()
    {
        var spans = Spans("""
            [{"traceId":"1","id":"a","parentId":"9","kind":"CLIENT","name":"call","localEndpoint":{"serviceName":"front"}},
             {"traceId":"1","id":"a","parentId":"9","kind":"SERVER","name":"serve","shared":true,"localEndpoint":{"serviceName":"back"}},
             {"traceId":"1","id":"b","parentId":"a","name":"work","localEndpoint":{"serviceName":"back"}},
             {"traceId":"1","id":"c","parentId":"a","name":"retry","localEndpoint":{"serviceName":"front"}}]
            """);
        var (call, serve) = (Named(spans, "call"), Named(spans, "serve"));
        Assert.Equal("000000000000000a", $"{call.SpanId}");
        Assert.Equal(call.SpanId, serve.ParentSpanId);
        Assert.NotEqual(call.SpanId, serve.SpanId);
        Assert.Equal(serve.SpanId, Named(spans, "work").ParentSpanId);
        Assert.Equal(call.SpanId, Named(spans, "retry").ParentSpanId);
    }

    [Fact]
    public void The_servers_part_has_the_same_id_whether_the_clients_part_is_beside_it_or_not()
    {
        const string Server = """{"traceId":"1","id":"a","parentId":"9","kind":"SERVER","name":"serve","shared":true}""";
        const string Client = """{"traceId":"1","id":"a","parentId":"9","kind":"CLIENT","name":"call"}""";
        var alone = Assert.Single(Spans($"[{Server}]"));
        Assert.Equal("000000000000000a", $"{alone.ParentSpanId}");
        Assert.Equal(alone.SpanId, Named(Spans($"[{Server},{Client}]"), "serve").SpanId);
        // Instrumentation of Zipkin's first version did not mark the server's part.
        var unmarked = Server.Replace(",\"shared\":true", "", StringComparison.Ordinal);
        Assert.Equal(alone.SpanId, Named(Spans($"[{Client},{unmarked}]"), "serve").SpanId);
    }

    [Theory]
    [InlineData("{}", "the list of spans: must be an array")]
    [InlineData("[7]", "[0]: must be an object")]
    [InlineData("[{", "the list of spans: not JSON: line 1, byte 3")]
    [InlineData("""[{},{"timestamp":"soon"}]""", "[1].timestamp: must be a number of microseconds")]
    [InlineData("""[{"duration":"1e30"}]""", "[0].duration: must be a number of microseconds")]
    [InlineData("""[{"kind":"BUTLER"}]""", "[0].kind: must be CLIENT, SERVER, PRODUCER or CONSUMER")]
    [InlineData("""[{"localEndpoint":{"ipv4":7}}]""", "[0].localEndpoint.ipv4: must be a string")]
    [InlineData("""[{"remoteEndpoint":{"port":70000}}]""", "[0].remoteEndpoint.port: must be a whole number from 0 to 65535")]
    [InlineData("""[{"annotations":[{"value":1}]}]""", "[0].annotations[0].value: must be a string")]
    [InlineData("""[{"tags":[]}]""", "[0].tags: must be an object")]
    [InlineData("""[{"binaryAnnotations":[]}]""", "[0].binaryAnnotations: belongs to version 1 of Zipkin's format")]
    [InlineData("""[{"annotations":[{"value":"cs","endpoint":{}}]}]""",
        "[0].annotations[0].endpoint: belongs to version 1 of Zipkin's format")]
    public void A_field_that_cannot_be_read_is_named_by_its_path(string json, string problem)
    {
        Assert.Null(Read(json, out var fault));
        Assert.StartsWith(problem, fault!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_Zipkin_passes_over_keeps_no_other_span_from_coming_in()
    {
        const string Odd = """
            {"traceId":"2","id":"2","timestamp":-5,"duration":-1,"annotations":[{"timestamp":7,"value":"a"}],
            "localEndpoint":{"ipv4":"web-7"},"remoteEndpoint":{"ipv4":"","ipv6":"none","port":null}}
            """;
        var batch = Read($"[{{{Ids}}},{Odd}]", out var fault);
        Assert.Null(fault);
        Assert.Equal((2, 0), (batch!.Spans.Length, batch.Rejected));
        var odd = OtlpDecoder.Span(batch.Spans[1].Bytes.Span);
        Assert.Equal((7_000UL, 7_000UL), (odd.StartUnixNanos, odd.EndUnixNanos));
        Assert.Equal("web-7", odd[ZipkinTags.LocalAddress].AsString);
        Assert.Equal("none", odd[ZipkinTags.RemoteAddress].AsString);
    }

    [Theory]
    [InlineData("""{"traceId":"","id":"1"}""", "[1].traceId: must be 1 to 32 hexadecimal digits, not all zero")]
    [InlineData("""{"traceId":"xyz","id":"1"}""", "[1].traceId: must be 1 to 32 hexadecimal digits, not all zero")]
    [InlineData("""{"traceId":"1","id":"00000000000000000"}""", "[1].id: must be 1 to 16 hexadecimal digits, not all zero")]
    [InlineData("""{"traceId":"1","id":"1","parentId":"no"}""", "[1].parentId: must be 1 to 16 hexadecimal digits")]
    public void A_span_with_an_unusable_id_is_rejected_alone(string span, string why)
    {
        var batch = Read($"[{{{Ids}}},{span}]", out _);
        Assert.Equal((1, 1, why), (batch!.Spans.Length, batch.Rejected, batch.RejectedWhy));
    }

    [Fact]
    public void Protobuf_gives_the_spans_that_JSON_gives()
    {
        const string Json = """
            [{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","parentId":"0020000000000001",
              "name":"get","kind":"SERVER","timestamp":1472470996199000,"duration":207000,"shared":true,"debug":true,
              "localEndpoint":{"serviceName":"front","ipv4":"192.168.1.2","port":8080},
              "remoteEndpoint":{"ipv6":"2001:db8::1"},
              "annotations":[{"timestamp":1472470996238000,"value":"ws"}],"tags":{"http.path":"/api"}}]
            """;
        var protobuf = Protobuf();
        var format = new ZipkinProtobufFormat(TimeProvider.System);
        var batch = format.TryRead(protobuf, format.Measure(protobuf), out var fault);
        Assert.Null(fault);
        Assert.Equal(Read(Json, out _)!.Otlp.ToArray(), batch!.Otlp.ToArray());
    }

    [Fact]
    public void Numbers_below_zero_in_protobuf_are_none_as_in_JSON()
    {
        var to = new ProtoWriter();
        var span = to.Begin(F.List.Spans);
        to.Bytes(F.Span.TraceId, Convert.FromHexString("463ac35c9f6413ad48485a3953bb6124"));
        to.Bytes(F.Span.Id, Convert.FromHexString("a2fb4a1d1a96d312"));
        to.Fixed64(F.Span.Timestamp, ulong.MaxValue);
        to.Number(F.Span.Duration, -1);
        to.End(span);
        var format = new ZipkinProtobufFormat(new StoppedTime(_received));
        var bytes = to.ToArray();
        var read = OtlpDecoder.Span(
            Assert.Single(format.TryRead(bytes, format.Measure(bytes), out _)!.Spans).Bytes.Span);
        Assert.Equal((1_700_000_000_000_000_000UL, 1_700_000_000_000_000_000UL), (read.StartUnixNanos, read.EndUnixNanos));
    }

    [Fact]
    public void Protobuf_that_is_cut_is_no_list_and_never_an_exception()
    {
        var whole = Protobuf();
        var format = new ZipkinProtobufFormat(TimeProvider.System);
        for (var length = 1; length < whole.Length; length++)
        {
            Assert.Null(format.TryRead(whole.AsMemory(0, length), format.Measure(whole.AsSpan(0, length)), out var fault));
            Assert.NotNull(fault);
        }
    }

    [Fact]
    public void Any_bytes_give_spans_or_a_fault()
    {
        var random = new Random(7);
        var protobuf = new ZipkinProtobufFormat(TimeProvider.System);
        var whole = Protobuf();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = whole.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var batch = protobuf.TryRead(bytes, protobuf.Measure(bytes), out var fault);
            Assert.NotEqual(batch is null, fault is null);
        }
    }

    private static byte[] Protobuf()
    {
        var to = new ProtoWriter();
        var span = to.Begin(F.List.Spans);
        to.Bytes(F.Span.TraceId, Convert.FromHexString("463ac35c9f6413ad48485a3953bb6124"));
        to.Bytes(F.Span.ParentId, Convert.FromHexString("0020000000000001"));
        to.Bytes(F.Span.Id, Convert.FromHexString("a2fb4a1d1a96d312"));
        to.Number(F.Span.Kind, 2);
        to.String(F.Span.Name, "get");
        to.Fixed64(F.Span.Timestamp, 1_472_470_996_199_000);
        to.Number(F.Span.Duration, 207_000);
        var local = to.Begin(F.Span.Local);
        to.String(F.Endpoint.Service, "front");
        to.Bytes(F.Endpoint.V4, [192, 168, 1, 2]);
        to.Number(F.Endpoint.Port, 8080);
        to.End(local);
        var remote = to.Begin(F.Span.Remote);
        to.Bytes(F.Endpoint.V6, Convert.FromHexString("20010db8000000000000000000000001"));
        to.End(remote);
        var annotation = to.Begin(F.Span.Annotations);
        to.Fixed64(F.Annotation.Timestamp, 1_472_470_996_238_000);
        to.String(F.Annotation.Value, "ws");
        to.End(annotation);
        var tag = to.Begin(F.Span.Tags);
        to.String(F.Pair.Key, "http.path");
        to.String(F.Pair.Value, "/api");
        to.End(tag);
        to.Number(F.Span.Debug, 1);
        to.Number(F.Span.Shared, 1);
        to.End(span);
        return to.ToArray();
    }

    private sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
