using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tracing.Wire.Spans;

/// <summary>A 64-bit hash that tells a repeated span from a different span with the same id.</summary>
/// <remarks>Mixes eight bytes at a time by a 64 × 64 → 128 bit product. It does not resist forgery: a forged collision
/// only hides a span of the forger's own trace.</remarks>
internal static class ContentHash
{
    private const ulong Mix = 0x9E3779B97F4A7C15;
    private const ulong Seed = 0xD6E8FEB86659FD93;

    private const int StripeBytes = 4 * sizeof(ulong);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        var left = bytes;
        while (left.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(left));
            left = left[sizeof(ulong)..];
        }
        return Fold(hash ^ Rest(bytes, left));
    }

    /// <summary>Another hash, for whole spans, which are long: four products that do not wait for each other.</summary>
    /// <remarks>It may change from version to version, and is never stored. <c>./run bench assembly</c> shows what it
    /// gains.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong OfSpan(ReadOnlySpan<byte> bytes)
    {
        var (first, second, third, fourth) = (Seed, ~Seed, Seed ^ Mix, ~(Seed ^ Mix));
        var left = bytes;
        while (left.Length >= StripeBytes)
        {
            first = Fold(first ^ BinaryPrimitives.ReadUInt64LittleEndian(left));
            second = Fold(second ^ BinaryPrimitives.ReadUInt64LittleEndian(left[8..]));
            third = Fold(third ^ BinaryPrimitives.ReadUInt64LittleEndian(left[16..]));
            fourth = Fold(fourth ^ BinaryPrimitives.ReadUInt64LittleEndian(left[24..]));
            left = left[StripeBytes..];
        }
        return Fold(Fold(Fold(Fold(first ^ Of(left)) ^ second) ^ third) ^ fourth ^ (ulong)bytes.Length);
    }

    /// <summary>The last bytes as one number. Where there are more bytes to read, they are cut off those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rest(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> left)
    {
        if (left.IsEmpty) return 0;
        if (bytes.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])
                >> (8 * (sizeof(ulong) - left.Length));
        }
        // Bytes that are read twice are in the same place both times.
        if (left.Length >= sizeof(uint))
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(left)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(left[^sizeof(uint)..])
                    << (8 * (left.Length - sizeof(uint))));
        }
        var middle = left.Length / 2;
        return left[0] | ((ulong)left[middle] << (8 * middle)) | ((ulong)left[^1] << (8 * (left.Length - 1)));
    }

    // A call for each eight bytes would take as long as the product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value ^ Mix, BitOperations.RotateLeft(Mix, 23) | 1, out ulong low);
        return high ^ low ^ value;
    }
}
