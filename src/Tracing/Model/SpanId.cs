using System.Buffers.Binary;

namespace Tracing;

/// <summary>The id of a span within its trace: 8 bytes. All zero means none; a span whose parent is none is a
/// root.</summary>
public readonly record struct SpanId(ulong Value) : ISpanFormattable
{
    public const int ByteCount = 8;
    public const int HexLength = 16;

    public bool IsNone => Value == 0;

    public static SpanId NewRandom()
    {
        while (true)
        {
            var value = (ulong)Random.Shared.NextInt64();
            if (value != 0) return new SpanId(value);
        }
    }

    /// <summary>Reads 8 big-endian bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SpanId id)
    {
        id = default;
        if (bytes.Length != ByteCount) return false;
        id = new SpanId(BinaryPrimitives.ReadUInt64BigEndian(bytes));
        return true;
    }

    /// <summary>Reads exactly 16 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SpanId id)
    {
        id = default;
        if (text.Length != HexLength || !Hex.TryRead(text, out var value)) return false;
        id = new SpanId(value);
        return true;
    }

    /// <summary>Writes 8 big-endian bytes; <paramref name="to"/> must hold them.</summary>
    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt64BigEndian(to, Value);

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(HexLength, Value, static (to, value) => Hex.Write(value, to));

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten,
        ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        charsWritten = destination.Length < HexLength ? 0 : HexLength;
        if (charsWritten == 0) return false;
        Hex.Write(Value, destination[..HexLength]);
        return true;
    }
}
