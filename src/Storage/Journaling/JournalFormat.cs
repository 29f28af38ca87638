using System.Buffers.Binary;
using System.Numerics;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Journaling;

/// <summary>The bytes of a segment: a head with the format's version, then records, each with its length and a
/// checksum.</summary>
/// <remarks>Later versions may add kinds of records, which this one skips. The meaning of a kind never
/// changes.</remarks>
internal static class JournalFormat
{
    public const int Version = 1;

    /// <summary>Magic, version, four reserved bytes.</summary>
    public const int SegmentHeadBytes = 16;

    /// <summary>Length, kind, three reserved bytes, number, checksum; little-endian.</summary>
    public const int RecordHeadBytes = 24;

    /// <summary>The kind of a record whose content is an OTLP request as protobuf.</summary>
    public const byte Batch = 1;

    /// <summary>The kind of a record whose content is numbers of stored batches, eight bytes each. The record's own
    /// number is unused.</summary>
    public const byte Released = 2;

    private const int ChecksumAt = 16;

    /// <summary>The first bytes of a segment; they tell our files from those of other programs.</summary>
    public static ReadOnlySpan<byte> Magic => "TracBtch"u8;

    public static byte[] SegmentHead()
    {
        var head = new byte[SegmentHeadBytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(Magic.Length), Version);
        return head;
    }

    public static void WriteHead(Span<byte> head, byte kind, long number, ReadOnlySpan<byte> content)
    {
        head[..RecordHeadBytes].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(head, content.Length);
        head[4] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], number);
        BinaryPrimitives.WriteUInt64LittleEndian(head[ChecksumAt..], Checksum(head, content));
    }

    public static (int Length, byte Kind, long Number) ReadHead(ReadOnlySpan<byte> head) =>
        (BinaryPrimitives.ReadInt32LittleEndian(head), head[4], BinaryPrimitives.ReadInt64LittleEndian(head[8..]));

    /// <summary>True when head and content match their checksum.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) =>
        Checksum(head, content) == BinaryPrimitives.ReadUInt64LittleEndian(head[ChecksumAt..]);

    public static byte[] WriteReleased(IReadOnlyList<long> numbers)
    {
        var content = new byte[numbers.Count * sizeof(long)];
        for (var i = 0; i < numbers.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(i * sizeof(long)), numbers[i]);
        return content;
    }

    public static void ReadReleased(ReadOnlySpan<byte> content, ICollection<long> to)
    {
        for (; content.Length >= sizeof(long); content = content[sizeof(long)..])
            to.Add(BinaryPrimitives.ReadInt64LittleEndian(content));
    }

    private static ulong Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) =>
        BitOperations.RotateLeft(ContentHash.Of(head[..ChecksumAt]), 31) ^ ContentHash.Of(content);
}
