using System.Buffers.Binary;

namespace Tracing;

/// <summary>Reads and writes hexadecimal digits. No input throws, and nothing is allocated.</summary>
internal static class Hex
{
    private const string Digits = "0123456789abcdef";

    /// <summary>Reads 1 to 16 digits of either case; false when another character is among them.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ulong value) => TryRead(text, out value, allowUpper: true);

    /// <summary>Reads 1 to 16 lower-case digits, as W3C headers demand.</summary>
    public static bool TryReadLower(ReadOnlySpan<char> text, out ulong value) =>
        TryRead(text, out value, allowUpper: false);

    /// <summary>Fills <paramref name="to"/> with the lowest digits of the value, in lower case.</summary>
    public static void Write(ulong value, Span<char> to)
    {
        if (to.Length == 16)
        {
            // The runtime writes all digits of an id at once, with vector instructions.
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
            Convert.TryToHexStringLower(bytes, to, out _);
            return;
        }
        for (var i = to.Length - 1; i >= 0; i--)
        {
            to[i] = Digits[(int)(value & 0xf)];
            value >>= 4;
        }
    }

    private static bool TryRead(ReadOnlySpan<char> text, out ulong value, bool allowUpper)
    {
        value = 0;
        if (text.Length is 0 or > 16) return false;
        foreach (var c in text)
        {
            uint digit;
            if (c is >= '0' and <= '9') digit = (uint)(c - '0');
            else if (c is >= 'a' and <= 'f') digit = (uint)(c - 'a') + 10;
            else if (allowUpper && c is >= 'A' and <= 'F') digit = (uint)(c - 'A') + 10;
            else return false;
            value = (value << 4) | digit;
        }
        return true;
    }
}
