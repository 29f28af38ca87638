using System.Buffers.Binary;
using System.Collections.Immutable;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>Takes spans apart into what repeats (chunks, by number) and what does not: ids and times.</summary>
/// <remarks>
/// One owner. Whatever is in a span comes out again byte for byte: what is not exactly as expected is a chunk like any
/// other. See RATIONALE "How is a trace packed?".
/// </remarks>
internal sealed class SpanPacker(ChunkTable chunks)
{
    /// <summary>Up to so many spans a look along their ids is quicker than a table of them.</summary>
    private const int FewSpans = 16;

    private const byte TraceIdTag = (F.Span.TraceId << 3) | (byte)ProtoWire.Bytes;
    private const byte SpanIdTag = (F.Span.SpanId << 3) | (byte)ProtoWire.Bytes;
    private const byte ParentTag = (F.Span.ParentSpanId << 3) | (byte)ProtoWire.Bytes;
    private const byte StartTag = (F.Span.Start << 3) | (byte)ProtoWire.Fixed64;
    private const byte EndTag = (F.Span.End << 3) | (byte)ProtoWire.Fixed64;

    private readonly Dictionary<SpanId, int> _places = [];

    /// <summary>Tokens; they repeat from span to span, and so are kept apart from what does not.</summary>
    public ByteSink Tokens { get; } = new(64 * 1024);

    /// <summary>Ids, which nothing makes smaller.</summary>
    public ByteSink Ids { get; } = new(64 * 1024);

    public ByteSink Times { get; } = new(64 * 1024);

    public void Clear()
    {
        Tokens.Clear();
        Ids.Clear();
        Times.Clear();
    }

    public void Pack(TraceId trace, ImmutableArray<RawSpan> spans, Func<SpanOrigin, int> originOf)
    {
        _places.Clear();
        if (spans.Length > FewSpans)
            for (var i = 0; i < spans.Length; i++)
                _places.TryAdd(spans[i].SpanId, i);
        Span<byte> traceId = stackalloc byte[TraceId.ByteCount];
        trace.Write(traceId);
        ulong start = 0;
        foreach (ref readonly var span in spans.AsSpan())
        {
            Tokens.Varint((ulong)originOf(span.Origin));
            Fields(span.Bytes.Span, traceId, spans, ref start);
            Tokens.Varint(SpanToken.End);
        }
    }

    private void Fields(
        ReadOnlySpan<byte> span, ReadOnlySpan<byte> traceId, ImmutableArray<RawSpan> spans, ref ulong start)
    {
        var reader = new ProtoReader(span);
        var from = 0;
        while (reader.Next())
        {
            var field = span[from..reader.Position];
            from = reader.Position;
            var tag = field[0];
            if (tag == TraceIdTag && field.Length == 18 && field[1] == 16 && field[2..].SequenceEqual(traceId))
                Tokens.Byte(SpanToken.TraceId);
            else if (tag == SpanIdTag && field.Length == 10 && field[1] == 8)
            {
                Tokens.Byte(SpanToken.SpanId);
                Ids.Raw(field[2..]);
            }
            else if (tag == ParentTag && field.Length == 10 && field[1] == 8) Parent(field[2..], spans);
            else if (tag == StartTag && field.Length == 9)
            {
                Tokens.Byte(SpanToken.Start);
                var value = BinaryPrimitives.ReadUInt64LittleEndian(field[1..]);
                Times.Difference(value, start);
                start = value;
            }
            else if (tag == EndTag && field.Length == 9)
            {
                Tokens.Byte(SpanToken.EndTime);
                Times.Difference(BinaryPrimitives.ReadUInt64LittleEndian(field[1..]), start);
            }
            else Chunk(field);
        }
        // Spans that came in were read to their end; what could not be read would still be kept.
        if (from < span.Length) Chunk(span[from..]);
    }

    private void Parent(ReadOnlySpan<byte> id, ImmutableArray<RawSpan> spans)
    {
        SpanId.TryRead(id, out var parent);
        var at = PlaceOf(parent, spans);
        Tokens.Byte((byte)(at >= 0 ? SpanToken.ParentHere : SpanToken.ParentElsewhere));
        if (at >= 0) Times.Varint((ulong)at);
        else Ids.Raw(id);
    }

    private int PlaceOf(SpanId id, ImmutableArray<RawSpan> spans)
    {
        if (spans.Length > FewSpans) return _places.GetValueOrDefault(id, -1);
        for (var i = 0; i < spans.Length; i++)
            if (spans[i].SpanId == id)
                return i;
        return -1;
    }

    private void Chunk(ReadOnlySpan<byte> field)
    {
        if (chunks.TryFind(field, out var number)) Tokens.Varint((ulong)(SpanToken.FirstChunk + number));
        else Tokens.Byte(SpanToken.NewChunk);
    }
}
