using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

public class BlockTests
{
    private static KeptTrace Trace(int number, params ImmutableArray<RawSpan> spans) =>
        KeptTrace.Of(new ClosedTrace(Some.Trace(number), 0, Completeness.Exact, spans, 0, Some.Time));

    private static KeptTrace[] RoundTrip(params KeptTrace[] traces)
    {
        var builder = new BlockBuilder();
        for (var i = 0; i < traces.Length; i++) builder.Add(i + 1, traces[i]);
        var block = builder.Build();
        var reader = new BlockReader(block.Body);
        Assert.Equal(block.Entries.AsEnumerable(), EntryList.Read(block.List));
        return [.. block.Entries.Select((entry, at) => reader.Read(at, entry.TraceId))];
    }

    private static string Text(RawSpan span) =>
        $"{span with { Bytes = default, Origin = null! }} {Convert.ToHexString(span.Bytes.Span)} {span.Origin.Service}";

    [Fact]
    public void Each_trace_of_a_block_is_read_back_byte_for_byte()
    {
        var traces = Enumerable.Range(1, 50).Select(number => Trace(number,
            Some.Span(3, 2, 0, number, "late", "bank", number, 5, new Tag("user", number)),
            Some.Span(1, 0, 1, number, "buy", "shop"), Some.Span(2, 1, 1, number, "pay", "bank"),
            Some.Span(4, 99, null, number, "orphan", "shop"))).ToArray();
        var read = RoundTrip(traces);
        Assert.Equal(traces.SelectMany(trace => trace.Raw).Select(Text),
            read.SelectMany(trace => trace.Raw).Select(Text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_body_of_an_earlier_version_is_read_byte_for_byte(int version)
    {
        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"Packing/Golden/version-{version}.body"));
        Assert.Equal(version, golden[0]);
        var reader = new BlockReader(golden);
        var traces = Golden().ToArray();
        Assert.Equal(traces.SelectMany(trace => trace.Raw).Select(Text),
            traces.SelectMany((trace, at) => reader.Read(at, trace.TraceId).Raw).Select(Text));
        Assert.Equal([.. Enumerable.Repeat(false, 29), true], Matching(reader, traces));
        // The same traces in this version.
        var builder = new BlockBuilder();
        foreach (var (at, trace) in traces.Index()) builder.Add(at + 1, trace);
        var body = builder.Build().Body;
        Assert.Equal(BlockReader.Version, body[0]);
        Assert.Equal([.. Enumerable.Repeat(false, 29), true], Matching(new BlockReader(body), traces));
    }

    private static IEnumerable<KeptTrace> Golden() => Enumerable.Range(1, 30).Select(number => Trace(number,
        Some.Span(1, 0, 1, number, "buy", "shop", number, 5, new Tag("user", number), new Tag("tier", number % 3)),
        Some.Span(2, 1, 0, number, "pay", "bank")));

    private static IEnumerable<bool> Matching(BlockReader reader, KeptTrace[] traces)
    {
        var query = new TraceQuery(Attributes: [Finding.AttributeCondition.Equal("user", 30), Finding.AttributeCondition.Equal("tier", 0)]);
        return reader.MayMatch(new FieldSearch(query), [.. traces.Select((trace, at) => EntryFacts.Of(at + 1, trace))])!.Cast<bool>();
    }

    [Fact]
    public void A_trace_without_spans_is_read_back()
    {
        Assert.Empty(RoundTrip(Trace(1))[0].Raw);
    }

    // Repeated fields, any order, lengths with more bytes than needed: anything that can be read as a span.
    [Fact]
    public void Spans_in_unusual_encodings_are_read_back_byte_for_byte()
    {
        byte[] trace = [0x0a, 16, .. Bytes(16, 7)], span = [0x12, 8, .. Bytes(8, 1)], other = [0x12, 8, .. Bytes(8, 2)];
        byte[] longLength = [0x12, 0x88, 0x80, 0x00, .. Bytes(8, 3)], parent = [0x22, 8, .. Bytes(8, 1)];
        byte[] foreignTrace = [0x0a, 16, .. Bytes(16, 9)];
        byte[][] fields = [trace, span, other, longLength, parent, foreignTrace, [0x22, 0], [0x39, .. Bytes(8, 5)],
            [0x41, .. Bytes(8, 6)], [0x2a, 3, 65, 66, 67], [0x30, 0x82, 0x00], [0xf8, 0x07, 1]];
        var spans = Gen.Choose(0, fields.Length - 1).ArrayOf().Select(picks =>
            (byte[])[.. trace, .. span, .. picks.SelectMany(pick => fields[pick])]);
        Law.Holds(spans.ArrayOf(20), all =>
        {
            var raw = ImmutableArray.CreateBuilder<RawSpan>();
            foreach (var one in all)
            {
                Assert.True(OtlpSkim.TryReadSpan(one, Some.Origin(), out var read, out _));
                raw.Add(read);
            }
            var kept = KeptTrace.Of(
                new ClosedTrace(raw[0].TraceId, 0, Completeness.Exact, raw.ToImmutable(), 0, Some.Time));
            Assert.Equal(kept.Raw.Select(Text), RoundTrip(kept)[0].Raw.Select(Text));
        });
    }

    [Fact]
    public void A_body_with_any_byte_changed_or_cut_off_is_an_InvalidDataException()
    {
        var builder = new BlockBuilder();
        builder.Add(1, Trace(1, Some.Span(1, 0, 1), Some.Span(2, 1)));
        var body = builder.Build().Body;
        for (var i = 0; i < body.Length; i++)
        {
            var damaged = body.ToArray();
            damaged[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => new BlockReader(damaged));
            Assert.Throws<InvalidDataException>(() => new BlockReader(body[..i]));
        }
    }

    private static IEnumerable<byte> Bytes(int count, byte value) => Enumerable.Repeat(value, count);
}
