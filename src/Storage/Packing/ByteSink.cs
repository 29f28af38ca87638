using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tracing.Storage.Packing;

/// <summary>Writes bytes to a growing array. One owner; reusable after <see cref="Clear"/>.</summary>
internal sealed class ByteSink(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <param name="length">At most <see cref="Length"/>.</param>
    public void CutTo(int length) => Length = length;

    public byte[] ToArray() => Written.ToArray();

    public void Byte(byte value)
    {
        if (Length == _bytes.Length) Grow(1);
        _bytes[Length++] = value;
    }

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    /// <summary>A signed difference; small ones take few bytes. It wraps around, as in the reader.</summary>
    public void Difference(ulong value, ulong from)
    {
        var by = (long)(value - from);
        Varint((ulong)(by << 1) ^ (ulong)(by >> 63));
    }

    public void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Bytes preceded by their length.</summary>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)bytes.Length);
        Raw(bytes);
    }

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, Reserve(length));
    }

    /// <summary>A number as the text that people read.</summary>
    public void Digits(long number)
    {
        const int Most = 20;
        number.TryFormat(Reserve(Most), out var written, provider: CultureInfo.InvariantCulture);
        Length -= Most - written;
    }

    public Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length) Grow(count);
        var reserved = _bytes.AsSpan(Length, count);
        Length += count;
        return reserved;
    }

    private void Grow(int count) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
}
