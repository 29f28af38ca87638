using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using Tracing.Storage.Packing;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Journaling;

/// <summary>The bytes of a record's head, by the version of its segment.</summary>
/// <remarks>
/// All versions begin with the length (4 bytes) and the kind (1), and have the number at 8; little-endian. Version 1
/// ends with one checksum of head and content. Version 2 has a mark at 5, the checksum of the content at 16, and the
/// checksum of the head at 20, so that a reader can find the next good record after a bad one. Version 3 has another
/// mark, and the lower half of XXH3 as the checksum of the content.
/// </remarks>
/// <param name="Salt">A random number of the segment, part of each head's checksum: bytes that a sender chose never
/// look like a record.</param>
internal readonly record struct SegmentFormat(int Version, uint Salt)
{
    private const int KindAt = 4, MarkAt = 5, NumberAt = 8, SumAt = 16, HeadSumAt = 20;

    /// <summary>Bytes before the mark in a head, from version 2 on.</summary>
    public const int BeforeMark = MarkAt;

    public ReadOnlySpan<byte> Mark => Version >= 3 ? [0xE7, 0x54, 0x73] : [0xE7, 0x54, 0x72];

    /// <summary>True: the reader can go on behind a record that is damaged.</summary>
    public bool CanResume => Version >= 2;

    public void WriteHead(Span<byte> head, byte kind, long number, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head, content.Length);
        head[KindAt] = kind;
        Mark.CopyTo(head[MarkAt..]);
        BinaryPrimitives.WriteInt64LittleEndian(head[NumberAt..], number);
        BinaryPrimitives.WriteInt32LittleEndian(head[SumAt..], ContentSum(content));
        BinaryPrimitives.WriteInt32LittleEndian(head[HeadSumAt..], HeadSum(head));
    }

    /// <returns>False: these bytes are not a head.</returns>
    public bool TryReadHead(ReadOnlySpan<byte> head, out int length, out byte kind, out long number)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(head);
        kind = head[KindAt];
        number = BinaryPrimitives.ReadInt64LittleEndian(head[NumberAt..]);
        if (length < 0 || kind == 0) return false;
        return Version == 1 || (head[MarkAt..].StartsWith(Mark)
            && BinaryPrimitives.ReadInt32LittleEndian(head[HeadSumAt..]) == HeadSum(head));
    }

    /// <summary>True when head and content match their checksums.</summary>
    public bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) => Version == 1
        ? BinaryPrimitives.ReadUInt64LittleEndian(head[SumAt..])
            == (BitOperations.RotateLeft(ContentHash.Of(head[..SumAt]), 31) ^ ContentHash.Of(content))
        : BinaryPrimitives.ReadInt32LittleEndian(head[SumAt..]) == ContentSum(content)
            && BinaryPrimitives.ReadInt32LittleEndian(head[HeadSumAt..]) == HeadSum(head);

    private int ContentSum(ReadOnlySpan<byte> content) =>
        Version >= 3 ? (int)XxHash3.HashToUInt64(content) : Checksum.Of(content);

    private int HeadSum(ReadOnlySpan<byte> head) => Checksum.Of([Salt], head[..HeadSumAt]);
}
