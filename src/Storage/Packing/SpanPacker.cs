using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>Splits spans into fields that repeat (chunks, by number) and fields that do not: ids and times.</summary>
/// <remarks>
/// One owner. Unpacking gives the same bytes for any span: a field that is not encoded as expected becomes a chunk. See
/// RATIONALE "How is a trace packed?".
/// </remarks>
internal sealed class SpanPacker(ChunkTable chunks)
{
    /// <summary>Up to this many spans, comparing all ids is faster than a dictionary.</summary>
    private const int FewSpans = 16;

    private readonly Dictionary<SpanId, int> _indexes = [];

    /// <summary>One token for each field. Tokens repeat from span to span, so they compress well in a stream of their
    /// own.</summary>
    public ByteSink Tokens { get; } = new(64 * 1024);

    /// <summary>Ids, which are random and cannot be compressed.</summary>
    public ByteSink Ids { get; } = new(64 * 1024);

    public ByteSink Times { get; } = new(64 * 1024);

    public PackedSpans Spans { get; } = new();

    public void Clear()
    {
        Tokens.Clear();
        Ids.Clear();
        Times.Clear();
        Spans.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(TraceId trace, ImmutableArray<RawSpan> spans, Func<SpanOrigin, int> originOf)
    {
        _indexes.Clear();
        if (spans.Length > FewSpans)
            for (var i = 0; i < spans.Length; i++)
                _indexes.TryAdd(spans[i].SpanId, i);
        Span<byte> traceId = stackalloc byte[TraceId.ByteCount];
        trace.Write(traceId);
        ulong start = 0;
        Spans.BeginEntry();
        foreach (ref readonly var span in spans.AsSpan())
        {
            var origin = originOf(span.Origin);
            Tokens.Varint((ulong)origin);
            Spans.Add(Fields(span.Bytes.Span, traceId, spans, ref start) with { Origin = origin });
            Tokens.Varint(SpanToken.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PackedSpan Fields(
        ReadOnlySpan<byte> span, ReadOnlySpan<byte> traceId, ImmutableArray<RawSpan> spans, ref ulong start)
    {
        var reader = new ProtoReader(span);
        var (from, parent, name, kind) = (0, PackedSpan.None, PackedSpan.None, PackedSpan.None);
        while (reader.Next())
        {
            var field = span[from..reader.Position];
            from = reader.Position;
            var tag = field[0];
            if (tag == SpanField.TraceId && field.Length == 18 && field[1] == 16 && field[2..].SequenceEqual(traceId))
                Tokens.Byte(SpanToken.TraceId);
            else if (tag == SpanField.SpanId && field.Length == 10 && field[1] == 8)
            {
                Tokens.Byte(SpanToken.SpanId);
                Ids.Raw(field[2..]);
            }
            else if (tag == SpanField.Parent && field.Length == 10 && field[1] == 8)
            {
                if (Parent(field[2..], spans) is >= 0 and var at) parent = at;
            }
            else if (tag == SpanField.Start && field.Length == 9)
            {
                Tokens.Byte(SpanToken.Start);
                var value = BinaryPrimitives.ReadUInt64LittleEndian(field[1..]);
                Times.Difference(value, start);
                start = value;
            }
            else if (tag == SpanField.End && field.Length == 9)
            {
                Tokens.Byte(SpanToken.EndTime);
                Times.Difference(BinaryPrimitives.ReadUInt64LittleEndian(field[1..]), start);
            }
            else
            {
                var number = Chunk(field);
                if (reader.Is(F.Span.Name, ProtoWire.Bytes)) name = name == PackedSpan.None ? number : PackedSpan.Several;
                else if (reader.Is(F.Span.Kind, ProtoWire.Varint))
                    kind = kind == PackedSpan.None ? number : PackedSpan.Several;
                else if (reader.Field is F.Span.SpanId or F.Span.ParentSpanId) Spans.HasUnusualIds = true;
            }
        }
        // Accepted spans can be read to their end; if one could not, its rest would still be kept.
        if (from < span.Length) Chunk(span[from..]);
        return new PackedSpan(0, parent, name, kind);
    }

    // The index of the parent; -1: it is not here.
    private int Parent(ReadOnlySpan<byte> id, ImmutableArray<RawSpan> spans)
    {
        SpanId.TryRead(id, out var parent);
        var at = IndexOf(parent, spans);
        Tokens.Byte((byte)(at >= 0 ? SpanToken.ParentHere : SpanToken.ParentElsewhere));
        if (at >= 0) Times.Varint((ulong)at);
        else Ids.Raw(id);
        return at;
    }

    private int IndexOf(SpanId id, ImmutableArray<RawSpan> spans)
    {
        if (spans.Length > FewSpans) return _indexes.GetValueOrDefault(id, -1);
        for (var i = 0; i < spans.Length; i++)
            if (spans[i].SpanId == id)
                return i;
        return -1;
    }

    private int Chunk(ReadOnlySpan<byte> field)
    {
        if (chunks.FindOrAdd(field, out var number)) Tokens.Varint((ulong)(SpanToken.FirstChunk + number));
        else Tokens.Byte(SpanToken.NewChunk);
        return number;
    }
}
