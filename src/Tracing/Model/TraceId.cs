using System.Buffers.Binary;

namespace Tracing;

/// <summary>The id of a trace: 16 bytes, as in W3C Trace Context and OTLP. All zero means none.</summary>
public readonly record struct TraceId(ulong High, ulong Low) : ISpanFormattable, IComparable<TraceId>
{
    public const int ByteCount = 16;
    public const int HexLength = 32;

    public bool IsNone => (High | Low) == 0;

    /// <summary>Makes a random id: 63 random bits in each half, so that the W3C flag <see cref="TraceFlags.Random"/>
    /// may be set (RATIONALE "Why a generator that is not cryptographic for ids?").</summary>
    public static TraceId NewRandom()
    {
        while (true)
        {
            var id = new TraceId((ulong)Random.Shared.NextInt64(), (ulong)Random.Shared.NextInt64());
            if (!id.IsNone) return id;
        }
    }

    /// <summary>Reads 16 big-endian bytes, the order of OTLP and of the headers.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out TraceId id)
    {
        id = default;
        if (bytes.Length != ByteCount) return false;
        id = new TraceId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return true;
    }

    /// <summary>Reads 32 or 16 hexadecimal digits. 16 digits are the low half, as B3 and Jaeger write 64-bit
    /// ids.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceId id)
    {
        id = default;
        if (text.Length == 16 && Hex.TryRead(text, out var only))
        {
            id = new TraceId(0, only);
            return true;
        }
        if (text.Length != HexLength || !Hex.TryRead(text[..16], out var high) || !Hex.TryRead(text[16..], out var low))
            return false;
        id = new TraceId(high, low);
        return true;
    }

    /// <summary>Writes 16 big-endian bytes; <paramref name="to"/> must hold them.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, High);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], Low);
    }

    public int CompareTo(TraceId other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(HexLength, this, static (to, id) => id.Write(to));

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten,
        ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        charsWritten = destination.Length < HexLength ? 0 : HexLength;
        if (charsWritten == 0) return false;
        Write(destination[..HexLength]);
        return true;
    }

    private void Write(Span<char> to)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        Write(bytes);
        Convert.TryToHexStringLower(bytes, to, out _);
    }

    public static bool operator <(TraceId left, TraceId right) => left.CompareTo(right) < 0;

    public static bool operator >(TraceId left, TraceId right) => left.CompareTo(right) > 0;

    public static bool operator <=(TraceId left, TraceId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TraceId left, TraceId right) => left.CompareTo(right) >= 0;
}
