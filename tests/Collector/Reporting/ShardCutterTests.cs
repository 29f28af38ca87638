using Tracing.Contracts;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

public class ShardCutterTests
{
    private const int MaxBytes = 16 << 10;

    private readonly ShardCutter _cutter = new(TraceShards.DefaultCount, MaxBytes);

    [Fact]
    public void Every_span_is_in_exactly_one_batch_and_no_batch_is_too_long()
    {
        var random = new Random(7);
        RawSpan[] spans = [.. Enumerable.Range(1, 2_000).Select(id =>
            Some.Span(id, trace: random.Next(1, 50), name: new string('n', random.Next(1, 3_000)), service: $"s{id % 3}"))];
        var cut = _cutter.Cut(new SpanBatch([.. spans]));
        Assert.Equal(spans.Select(Key).Order(), cut.SelectMany(part => part.Batch.Spans).Select(Key).Order());
        Assert.All(cut, part =>
        {
            Assert.InRange(part.Batch.Otlp.Length, 1, MaxBytes);
            Assert.InRange(part.Batch.Spans.Length, 1, SpanBatcher.BatchSize);
            Assert.All(part.Batch.Spans, span => Assert.Equal(part.Shard, TraceShards.Of(span.TraceId)));
        });
        Assert.Equal(0, _cutter.Trimmed);
    }

    [Fact]
    public void A_span_that_fits_is_copied_byte_for_byte()
    {
        var span = Some.Span(1, tags: new Tag("key", "value"));
        var cut = Assert.Single(_cutter.Cut(new SpanBatch([span]))).Batch.Spans[0];
        Assert.Equal(span.Bytes.ToArray(), cut.Bytes.ToArray());
        Assert.Equal(span.Origin, cut.Origin);
    }

    [Fact]
    public void A_span_too_large_for_a_message_keeps_its_place_in_the_trace_and_counts_what_it_lost()
    {
        var span = Some.Span(2, parent: 1, children: 3, name: new string('ä', 400),
            tags: [new Tag("small", "kept"), new Tag("large", new string('x', 2 * MaxBytes)), new Tag("later", "kept too")]);
        var cut = Assert.Single(Assert.Single(_cutter.Cut(new SpanBatch([span]))).Batch.Spans);
        Assert.Equal((span.TraceId, span.SpanId, span.ParentSpanId, span.Children, span.StartUnixNanos, span.EndUnixNanos, span.Facts),
            (cut.TraceId, cut.SpanId, cut.ParentSpanId, cut.Children, cut.StartUnixNanos, cut.EndUnixNanos, cut.Facts));
        var decoded = TraceSpan.Decode(cut).Span;
        Assert.Equal(("kept", "kept too", 1), (decoded["small"].AsString, decoded["later"].AsString, decoded.DroppedTags));
        Assert.Equal(new string('ä', 128), decoded.Name);
        Assert.Equal(1, _cutter.Trimmed);
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(100, 100_000)]
    [InlineData(100_000, 100_000)]
    public void A_span_fits_after_trimming_whether_its_tags_or_its_resource_are_long(int tagLength, int serviceLength)
    {
        var tags = Enumerable.Range(0, 200).Select(i => new Tag($"tracing.tag{i}", new string('x', Math.Min(tagLength, 400)))).ToArray();
        var span = Some.Span(1, service: new string('s', serviceLength), tags: [.. tags, new Tag("large", new string('x', tagLength))]);
        var part = Assert.Single(_cutter.Cut(new SpanBatch([span])));
        Assert.InRange(part.Batch.Otlp.Length, 1, MaxBytes);
        Assert.Equal(span.SpanId, Assert.Single(part.Batch.Spans).SpanId);
    }

    private static (ulong, ulong) Key(RawSpan span) => (span.TraceId.Low, span.SpanId.Value);
}
