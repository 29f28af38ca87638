using System.Buffers.Binary;
using System.Numerics;

namespace Tracing.Wire.Spans;

/// <summary>64 bits that tell a repeated span from a different one with the same id, without keeping its
/// bytes.</summary>
/// <remarks>Mixes eight bytes at a time by a 64 × 64 → 128 bit product. Not for adversaries: a forged collision only
/// makes a
/// span of the forger's own trace count as a repeat.</remarks>
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
