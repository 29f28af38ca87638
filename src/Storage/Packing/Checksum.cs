using System.Buffers.Binary;
using System.Numerics;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Checksums of the stored parts of a block, which detect damage. A stored format: never change it.</summary>
internal static class Checksum
{
    public static int Of(ReadOnlySpan<byte> bytes) => Fold(ContentHash.Of(bytes));

    /// <summary>The checksum of a block's list and of the numbers that say where the block begins and ends.</summary>
    public static int OfList(long first, long last, ReadOnlySpan<byte> list) => Of([first, last], list);

    /// <summary>The checksum of numbers followed by bytes.</summary>
    public static int Of(ReadOnlySpan<long> numbers, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[numbers.Length * sizeof(long)];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(head[(i * sizeof(long))..], numbers[i]);
        return Fold(BitOperations.RotateLeft(ContentHash.Of(head), 31) ^ ContentHash.Of(bytes));
    }

    private static int Fold(ulong hash) => (int)(hash ^ (hash >> 32));
}
