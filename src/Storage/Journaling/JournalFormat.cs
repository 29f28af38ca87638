using System.Buffers.Binary;
using System.Numerics;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Journaling;

/// <summary>The bytes of a segment: a head with the format's version, then records, each with its length and a
/// checksum.</summary>
/// <remarks>Later versions add kinds of records, which this one passes over; what a kind means never changes.</remarks>
internal static class JournalFormat
{
    public const int Version = 1;

    /// <summary>Magic, version, four bytes for later.</summary>
    public const int SegmentHeadBytes = 16;

    /// <summary>Length, kind, three bytes for later, number, checksum; little-endian.</summary>
    public const int RecordHeadBytes = 24;

    /// <summary>Content: an OTLP request as protobuf.</summary>
    public const byte Batch = 1;

    /// <summary>Content: numbers of batches that are stored, eight bytes each. Its own number says nothing.</summary>
    public const byte Released = 2;

    private const int ChecksumAt = 16;

    /// <summary>So that a stranger's file is not taken for ours.</summary>
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

    /// <summary>Head and content are what was written.</summary>
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
