using System.Buffers.Binary;
using System.Text;

namespace Tracing.Otlp.Proto;

/// <summary>Writes protobuf's wire format into one growing array. One owner; <see cref="Clear"/> allows
/// reuse.</summary>
/// <remarks>Lengths are minimal, so that the same content always gives the same bytes, and repeats can be found by
/// comparing.</remarks>
internal sealed class ProtoWriter(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    /// <summary>Takes back all that was written after an earlier length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Writes a string field, or nothing when it is empty, which is protobuf's default.</summary>
    public void String(int field, ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty) StringAlways(field, text);
    }

    /// <summary>Writes a string field of a oneof, where empty and absent differ.</summary>
    public void StringAlways(int field, ReadOnlySpan<char> text)
    {
        Tag(field, ProtoWire.Bytes);
        var length = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, Reserve(length));
    }

    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, ProtoWire.Bytes);
        Varint((ulong)bytes.Length);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    public void TraceId(int field, TraceId id)
    {
        Tag(field, ProtoWire.Bytes);
        Varint(Tracing.TraceId.ByteCount);
        id.Write(Reserve(Tracing.TraceId.ByteCount));
    }

    public void SpanId(int field, SpanId id)
    {
        if (id.IsNone) return;
        Tag(field, ProtoWire.Bytes);
        Varint(Tracing.SpanId.ByteCount);
        id.Write(Reserve(Tracing.SpanId.ByteCount));
    }

    /// <summary>Writes a number as varint, or nothing when it is zero. Negative numbers take ten bytes, as in
    /// protobuf's int64.</summary>
    public void Number(int field, long value)
    {
        if (value != 0) NumberAlways(field, value);
    }

    public void NumberAlways(int field, long value)
    {
        Tag(field, ProtoWire.Varint);
        Varint((ulong)value);
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, ProtoWire.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);
    }

    public void Fixed32(int field, uint value)
    {
        if (value == 0) return;
        Tag(field, ProtoWire.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);
    }

    /// <summary>Begins a message field. Its content is all that is written until <see cref="End"/> is called with the
    /// returned mark.</summary>
    public int Begin(int field)
    {
        Tag(field, ProtoWire.Bytes);
        Reserve(1);
        return Length;
    }

    /// <summary>Ends a message field. Moves the content to the right if its length needs more than the one byte
    /// reserved for it.</summary>
    public void End(int mark)
    {
        var length = Length - mark;
        var extra = VarintSize((ulong)length) - 1;
        if (extra > 0)
        {
            Reserve(extra);
            _bytes.AsSpan(mark, length).CopyTo(_bytes.AsSpan(mark + extra));
        }
        var end = Length;
        Length = mark - 1;
        Varint((ulong)length);
        Length = end;
    }

    private void Tag(int field, ProtoWire wire) => Varint((uint)field << 3 | (uint)wire);

    private void Varint(ulong value)
    {
        var to = Reserve(VarintSize(value));
        for (var i = 0; i < to.Length - 1; i++)
        {
            to[i] = (byte)(value | 0x80);
            value >>= 7;
        }
        to[^1] = (byte)value;
    }

    private static int VarintSize(ulong value) => (63 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7 + 1;

    private Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        var reserved = _bytes.AsSpan(Length, count);
        Length += count;
        return reserved;
    }
}
