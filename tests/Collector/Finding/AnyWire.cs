using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Finding;

/// <summary>Spans as no exporter writes them, and as a door takes them: unknown fields and enums, other wire types,
/// broken text, extreme numbers.</summary>
internal sealed class AnyWire(int seed)
{
    private const int Kind = 6, Attributes = 9, Events = 11, Links = 13, Status = 15;

    private readonly Random _random = new(seed);

    /// <summary>One to four spans of a trace, each of which a door takes.</summary>
    public ImmutableArray<RawSpan> Trace(int number)
    {
        var spans = ImmutableArray.CreateBuilder<RawSpan>();
        var count = _random.Next(1, 5);
        for (var id = 1; spans.Count < count; id++)
            if (OtlpSkim.TryReadSpan(Span(number, id), Origin(), out var span, out _))
                spans.Add(span);
        return spans.DrainToImmutable();
    }

    private SpanOrigin Origin() => new(Fields(_random.Next(3), 1, Attributes), Text(), Fields(_random.Next(3), 0, 3), Text());

    private byte[] Span(int trace, int id)
    {
        var to = new List<byte>();
        var traceId = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(traceId.AsSpan(8), (ulong)trace);
        Bytes(to, 1, traceId);
        var spanId = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(spanId, (ulong)id);
        Bytes(to, 2, spanId);
        // Fields after the ids: a second id would be another span.
        to.AddRange(Fields(_random.Next(12), 3, 18));
        return [.. to];
    }

    private byte[] Fields(int count, int first, int last)
    {
        var to = new List<byte>();
        var fields = new HashSet<int>();
        for (; count > 0; count--)
        {
            var field = _random.Next(10) == 0 ? Pick(20, 1_000, (1 << 29) - 1) : Math.Max(1, _random.Next(first, last));
            // Of fields that are no lists nobody writes two.
            if (!fields.Add(field) && field is not (Attributes or Events or Links)) continue;
            switch (field == Kind ? 0 : _random.Next(6))
            {
                case 0: Varint(to, field << 3); Varint(to, Number()); break;
                case 1: Varint(to, field << 3 | 1); to.AddRange(BitConverter.GetBytes(Number())); break;
                case 2: Varint(to, field << 3 | 5); to.AddRange(BitConverter.GetBytes((int)Number())); break;
                default: Bytes(to, field, Content(field)); break;
            }
        }
        return [.. to];
    }

    private byte[] Content(int field) => field switch
    {
        Attributes or 1 => Pair(2),
        Events => [.. Fields(_random.Next(3), 1, 5), .. Attribute(3)],
        Links => [.. Fields(_random.Next(3), 1, 7), .. Attribute(4)],
        Status => Fields(_random.Next(3), 1, 4),
        _ => TextBytes(),
    };

    private byte[] Attribute(int field)
    {
        var to = new List<byte>();
        if (_random.Next(2) == 0) Bytes(to, field, Pair(2));
        return [.. to];
    }

    private byte[] Pair(int depth)
    {
        var to = new List<byte>();
        if (_random.Next(8) > 0) Bytes(to, 1, _random.Next(4) == 0 ? "service.name"u8.ToArray() : TextBytes());
        if (_random.Next(8) > 0) Bytes(to, 2, Value(depth));
        if (_random.Next(8) == 0) to.AddRange(Fields(1, 1, 4));
        return [.. to];
    }

    private byte[] Value(int depth)
    {
        var to = new List<byte>();
        switch (_random.Next(9))
        {
            case 0: Varint(to, 2 << 3); Varint(to, Number()); break;
            case 1: Varint(to, 3 << 3); Varint(to, Number()); break;
            case 2: Varint(to, 4 << 3 | 1); to.AddRange(BitConverter.GetBytes(Number())); break;
            case 3 when depth > 0: Bytes(to, 5, Values(static any => any.Value(1))); break;
            case 4 when depth > 0: Bytes(to, 6, Values(static any => any.Pair(1))); break;
            case 5: Bytes(to, 7, TextBytes()); break;
            case 6: to.AddRange(Fields(2, 1, 8)); break;
            default: Bytes(to, 1, TextBytes()); break;
        }
        return [.. to];
    }

    private byte[] Values(Func<AnyWire, byte[]> any)
    {
        var to = new List<byte>();
        for (var count = _random.Next(3); count > 0; count--) Bytes(to, 1, any(this));
        return [.. to];
    }

    private string Text() => Encoding.UTF8.GetString(TextBytes());

    private byte[] TextBytes() => _random.Next(8) switch
    {
        0 => [],
        1 => [0],
        2 => "a\0b"u8.ToArray(),
        3 => Pick<byte[]>([0xc3], [0xe2], [0xff, 0x28], [0xc3, 0x28]),
        4 => "名前 é"u8.ToArray(),
        5 => [.. Enumerable.Repeat((byte)'x', _random.Next(1, 3_000))],
        _ => "work"u8.ToArray(),
    };

    private long Number() =>
        Pick(0, 1, 2, 3, 5, -1, 6, 63, 64, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1_767_323_045_000_000_000,
            _random.NextInt64());

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    private static void Bytes(List<byte> to, int field, byte[] content)
    {
        Varint(to, field << 3 | 2);
        Varint(to, content.Length);
        to.AddRange(content);
    }

    private static void Varint(List<byte> to, long number)
    {
        var rest = (ulong)number;
        for (; rest > 127; rest >>= 7) to.Add((byte)(rest | 128));
        to.Add((byte)rest);
    }
}
