using System.Buffers.Binary;
using System.Collections.Immutable;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Restores the spans of one entry, byte for byte as they were given to <see cref="SpanPacker"/>.</summary>
/// <param name="firstNewChunk">The number of the first chunk that this entry brought into the block.</param>
internal sealed class SpanUnpacker(
    ReadOnlyMemory<byte> tokens, ReadOnlyMemory<byte> ids, ReadOnlyMemory<byte> times, BlockFields fields,
    int firstNewChunk)
{
    private readonly ByteSink _bytes = new(4096);

    // Parents' ids are filled in at the end, because a parent may follow its child.
    private readonly List<(int At, int Index)> _parents = [];
    private int _nextChunk = firstNewChunk;
    private ulong _start;

    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public ImmutableArray<RawSpan> Unpack(TraceId trace, int count, ImmutableArray<SpanOrigin> origins)
    {
        var from = new ByteSource(tokens.Span);
        var idsFrom = new ByteSource(ids.Span);
        var timesFrom = new ByteSource(times.Span);
        var ends = new (SpanOrigin Origin, int End)[count];
        for (var i = 0; i < count; i++)
        {
            var origin = from.Int();
            if (origin >= origins.Length) throw new InvalidDataException("a span has no origin");
            while (from.Int() is not SpanToken.End and var token) Field(token, trace, ref idsFrom, ref timesFrom);
            ends[i] = (origins[origin], _bytes.Length);
        }
        var all = _bytes.ToArray();
        var spans = Spans(all, ends);
        if (_parents.Count == 0) return spans;
        foreach (var (at, index) in _parents)
        {
            if (index >= count) throw new InvalidDataException("a span has no parent");
            spans[index].SpanId.Write(all.AsSpan(at));
        }
        // Read again, now that the parents' ids are filled in.
        return Spans(all, ends);
    }

    private static ImmutableArray<RawSpan> Spans(byte[] all, (SpanOrigin Origin, int End)[] ends)
    {
        var spans = ImmutableArray.CreateBuilder<RawSpan>(ends.Length);
        var begin = 0;
        foreach (var (origin, end) in ends)
        {
            if (!OtlpSkim.TryReadSpan(all.AsMemory(begin, end - begin), origin, out var span, out var problem))
                throw new InvalidDataException($"a span cannot be read: {problem}");
            spans.Add(span);
            begin = end;
        }
        return spans.DrainToImmutable();
    }

    private void Field(int token, TraceId trace, ref ByteSource idsFrom, ref ByteSource timesFrom)
    {
        switch (token)
        {
            case SpanToken.NewChunk: Chunk(_nextChunk++); break;
            case SpanToken.TraceId:
                Head(SpanField.TraceId, TraceId.ByteCount);
                trace.Write(_bytes.Reserve(TraceId.ByteCount));
                break;
            case SpanToken.SpanId:
                Head(SpanField.SpanId, SpanId.ByteCount);
                _bytes.Raw(idsFrom.Raw(SpanId.ByteCount));
                break;
            case SpanToken.ParentHere:
                Head(SpanField.Parent, SpanId.ByteCount);
                _parents.Add((_bytes.Length, timesFrom.Int()));
                _bytes.Reserve(SpanId.ByteCount);
                break;
            case SpanToken.ParentElsewhere:
                Head(SpanField.Parent, SpanId.ByteCount);
                _bytes.Raw(idsFrom.Raw(SpanId.ByteCount));
                break;
            case SpanToken.Start: Time(SpanField.Start, _start = timesFrom.Difference(_start)); break;
            case SpanToken.EndTime: Time(SpanField.End, timesFrom.Difference(_start)); break;
            default: Chunk(token - SpanToken.FirstChunk); break;
        }
    }

    private void Head(byte tag, byte length)
    {
        _bytes.Byte(tag);
        _bytes.Byte(length);
    }

    private void Time(byte tag, ulong value)
    {
        _bytes.Byte(tag);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.Reserve(sizeof(ulong)), value);
    }

    private void Chunk(int number)
    {
        if (number < 0 || number >= fields.Count) throw new InvalidDataException("a span names an unknown field");
        _bytes.Raw(fields[number]);
    }
}
