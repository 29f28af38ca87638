using System.Buffers.Binary;
using System.Numerics;

namespace Tracing.Wire.Spans;

/// <summary>A 64-bit hash that tells a repeated span from a different span with the same id.</summary>
/// <remarks>Mixes eight bytes at a time by a 64 × 64 → 128 bit product. It does not resist forgery: a forged collision
/// only hides a span of the forger's own trace.</remarks>
internal static class ContentHash
{
    private const ulong Mix = 0x9E3779B97F4A7C15;
    private const ulong Seed = 0xD6E8FEB86659FD93;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        ulong rest = 0;
        for (var i = 0; i < bytes.Length; i++) rest |= (ulong)bytes[i] << (8 * i);
        return Fold(hash ^ rest);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value ^ Mix, BitOperations.RotateLeft(Mix, 23) | 1, out ulong low);
        return high ^ low ^ value;
    }
}
