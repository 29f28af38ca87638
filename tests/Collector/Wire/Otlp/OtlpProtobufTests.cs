using FsCheck.Fluent;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Otlp;

public class OtlpProtobufTests
{
    private static SpanData Plain => new() { TraceId = new TraceId(1, 2), SpanId = new SpanId(3), Name = "work" };

    [Fact]
    public void A_span_comes_back_as_it_was_written_whatever_it_holds() => Law.Holds(AnySpan.Record, span =>
    {
        var batch = Requests.Skimmed(Requests.Protobuf("shop", span));
        Assert.Equal(SpanText.Of(span), SpanText.Of(OtlpDecoder.Span(Assert.Single(batch.Spans).Bytes.Span)));
    });

    [Fact]
    public void Writing_skimmed_spans_gives_the_same_bytes() => Law.Holds(AnySpan.Record, span =>
    {
        var request = Requests.Protobuf("shop", span);
        Assert.Equal(request, OtlpProtobuf.Write(Requests.Skimmed(request).Spans));
    });

    [Fact]
    public void Any_bytes_give_a_batch_or_a_fault() =>
        Law.Holds(ArbMap.Default.GeneratorFor<byte[]>(), bytes =>
        {
            var batch = OtlpSkim.TryRead(bytes, out var fault);
            Assert.Equal(batch is null, fault is not null);
            OtlpDecoder.Span(bytes);
        }, cases: 2_000);

    [Fact]
    public void A_request_with_a_changed_byte_or_cut_off_is_read_or_refused_without_an_exception() =>
        Law.Holds(
            from span in AnySpan.Record
            from at in Gen.Choose(0, 10_000)
            from value in Gen.Choose(0, 255)
            select (Request: Requests.Protobuf("shop", span), At: at, Value: (byte)value),
            sample =>
            {
                var (request, at, value) = sample;
                var changed = request.ToArray();
                changed[at % changed.Length] = value;
                foreach (var bytes in new[] { changed, request[..(at % request.Length)] })
                    foreach (var span in OtlpSkim.TryRead(bytes, out _)?.Spans ?? [])
                        OtlpDecoder.Span(span.Bytes.Span);
            }, cases: 1_000);

    [Fact]
    public void A_span_without_usable_ids_is_rejected_alone_and_named()
    {
        var batch = Requests.Skimmed(Requests.Protobuf("shop",
            Plain, Plain with { TraceId = default }, Plain with { SpanId = default }));
        Assert.Single(batch.Spans);
        Assert.Equal(2, batch.Rejected);
        Assert.StartsWith("resource_spans[0].scope_spans[0].spans[1]: trace_id", batch.RejectedWhy);
    }

    [Fact]
    public void Bytes_that_are_no_request_are_a_fault_that_says_where()
    {
        Assert.Null(OtlpSkim.TryRead(new byte[] { 0x0a, 0x7f }, out var outer));
        Assert.Equal("ExportTraceServiceRequest", outer?.Field);
        Assert.Null(OtlpSkim.TryRead(new byte[] { 0x0a, 0x02, 0x12, 0x7f }, out var inner));
        Assert.Equal("resource_spans[0]", inner?.Field);
    }

    [Fact]
    public void An_empty_request_is_an_empty_batch() => Assert.Empty(Requests.Skimmed([]).Spans);

    [Fact]
    public void The_marks_of_our_own_spans_are_read_while_skimming()
    {
        var span = Plain with
        {
            Status = SpanStatus.Error,
            Tags = [new Tag(TracingTags.Children, 3), new Tag(TracingTags.ChildrenOpen, true), new Tag(TracingTags.Stashed, true)],
        };
        var raw = Assert.Single(Requests.Skimmed(Requests.Protobuf("shop", span)).Spans);
        Assert.Equal(3, raw.Children);
        Assert.Equal(RawSpanFacts.ChildrenOpen | RawSpanFacts.Stashed | RawSpanFacts.Error, raw.Facts);
        Assert.Equal("shop", raw.Origin.Service);
    }

    [Fact]
    public void The_wire_format_does_not_change()
    {
        // Written by version 0.1.0 and never changed: requests of older versions must stay readable.
        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Wire", "Golden", "request-0.1.0.bin"));
        var span = Assert.Single(Requests.Skimmed(golden).Spans);
        Assert.Equal(SpanText.Of(Golden), SpanText.Of(OtlpDecoder.Span(span.Bytes.Span)));
        Assert.Equal(golden, Requests.Protobuf("shop", Golden));
    }

    internal static SpanData Golden => new()
    {
        TraceId = new TraceId(0x0af7651916cd43dd, 0x8448eb211c80319c),
        SpanId = new SpanId(0xb7ad6b7169203331),
        ParentSpanId = new SpanId(0x00f067aa0ba902b7),
        TraceState = "vendor=1",
        Flags = 0x301,
        Name = "OrderActor PlaceOrder",
        Kind = SpanKind.Consumer,
        StartUnixNanos = 1_767_323_045_000_000_001,
        EndUnixNanos = 1_767_323_045_007_000_002,
        Tags =
        [
            new Tag("text", "Zoë"), new Tag("yes", true), new Tag("int", -7), new Tag("double", 1.5),
            new Tag("bytes", TagValue.Of(new byte[] { 0, 255 }.AsSpan())),
            new Tag("array", TagValue.Of(new TagValue[] { 1, "two" }.AsSpan())),
            new Tag("map", TagValue.Of(new[] { new Tag("k", "v") }.AsSpan())),
            new Tag("empty", default), new Tag(TracingTags.Children, 2), new Tag(TracingTags.MailboxWaitNanos, 1_250),
        ],
        DroppedTags = 1,
        Events = [new SpanEvent(1_767_323_045_001_000_000, "exception", [new Tag("exception.type", "X")], 2)],
        DroppedEvents = 3,
        Links = [new SpanLink(new TraceId(1, 2), new SpanId(3), "a=b", 0x101, [new Tag("why", "batch")], 4)],
        DroppedLinks = 5,
        Status = SpanStatus.Error,
        StatusMessage = "no stock",
    };
}
