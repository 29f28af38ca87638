using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tracing.Storage.Packing;

/// <summary>Reads the bytes that a <see cref="ByteSink"/> wrote, and never past the end.</summary>
/// <exception cref="InvalidDataException">The bytes end too soon, or a number is out of range.</exception>
internal ref struct ByteSource(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position >= _data.Length;

    public byte Byte()
    {
        if (IsAtEnd) throw TooShort();
        return _data[Position++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        // Most numbers have one byte.
        if ((uint)Position < (uint)_data.Length && _data[Position] < 0x80) return _data[Position++];
        (var value, Position) = LongVarint(_data, Position);
        return value;
    }

    // Takes and returns the position, so that a caller's loop keeps it in a register.
    private static (ulong Value, int Position) LongVarint(ReadOnlySpan<byte> data, int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)position >= (uint)data.Length) throw TooShort();
            var next = data[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return (value, position);
        }
        throw new InvalidDataException("a number has too many bytes");
    }

    /// <summary>A number of items that follow in these bytes. It is checked against the bytes that are left, so it is
    /// safe to allocate for.</summary>
    public int Count(int bytesEach = 1)
    {
        var value = Varint();
        if (value > (ulong)((_data.Length - Position) / bytesEach)) throw TooShort();
        return (int)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Int()
    {
        var value = Varint();
        if (value > int.MaxValue) ThrowTooLarge();
        return (int)value;
    }

    public ulong Difference(ulong from)
    {
        var folded = Varint();
        return from + ((folded >> 1) ^ (0UL - (folded & 1)));
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(sizeof(ulong)));

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count < 0 || count > _data.Length - Position) throw TooShort();
        var bytes = _data.Slice(Position, count);
        Position += count;
        return bytes;
    }

    public ReadOnlySpan<byte> Block() => Raw(Count());

    public string Text() => Encoding.UTF8.GetString(Block());

    private static void ThrowTooLarge() => throw new InvalidDataException("a number is too large");

    private static InvalidDataException TooShort() => new("the bytes end too soon");
}
