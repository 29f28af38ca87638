using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

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

    public void Clear()
    {
        Tokens.Clear();
        Ids.Clear();
        Times.Clear();
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
        foreach (ref readonly var span in spans.AsSpan())
        {
            Tokens.Varint((ulong)originOf(span.Origin));
            Fields(span.Bytes.Span, traceId, spans, ref start);
            Tokens.Varint(SpanToken.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            if (tag == SpanField.TraceId && field.Length == 18 && field[1] == 16 && field[2..].SequenceEqual(traceId))
                Tokens.Byte(SpanToken.TraceId);
            else if (tag == SpanField.SpanId && field.Length == 10 && field[1] == 8)
            {
                Tokens.Byte(SpanToken.SpanId);
                Ids.Raw(field[2..]);
            }
            else if (tag == SpanField.Parent && field.Length == 10 && field[1] == 8) Parent(field[2..], spans);
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
            else Chunk(field);
        }
        // Accepted spans can be read to their end; if one could not, its rest would still be kept.
        if (from < span.Length) Chunk(span[from..]);
    }

    private void Parent(ReadOnlySpan<byte> id, ImmutableArray<RawSpan> spans)
    {
        SpanId.TryRead(id, out var parent);
        var at = IndexOf(parent, spans);
        Tokens.Byte((byte)(at >= 0 ? SpanToken.ParentHere : SpanToken.ParentElsewhere));
        if (at >= 0) Times.Varint((ulong)at);
        else Ids.Raw(id);
    }

    private int IndexOf(SpanId id, ImmutableArray<RawSpan> spans)
    {
        if (spans.Length > FewSpans) return _indexes.GetValueOrDefault(id, -1);
        for (var i = 0; i < spans.Length; i++)
            if (spans[i].SpanId == id)
                return i;
        return -1;
    }

    private void Chunk(ReadOnlySpan<byte> field)
    {
        if (chunks.FindOrAdd(field, out var number)) Tokens.Varint((ulong)(SpanToken.FirstChunk + number));
        else Tokens.Byte(SpanToken.NewChunk);
    }
}
