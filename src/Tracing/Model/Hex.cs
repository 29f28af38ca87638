using System.Buffers.Binary;

namespace Tracing;

/// <summary>Fixed-width hexadecimal, total in both directions: no input throws, nothing allocates.</summary>
internal static class Hex
{
    private const string Digits = "0123456789abcdef";

    /// <summary>Reads up to 16 digits of either case; the whole text must be digits.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ulong value) => TryRead(text, out value, allowUpper: true);

    /// <summary>Reads up to 16 lower-case digits, as W3C headers demand.</summary>
    public static bool TryReadLower(ReadOnlySpan<char> text, out ulong value) =>
        TryRead(text, out value, allowUpper: false);

    /// <summary>Writes as many of the lowest digits as fit.</summary>
    public static void Write(ulong value, Span<char> to)
    {
        if (to.Length == 16)
        {
            // All digits of an id at once: the runtime writes them with vector instructions.
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
