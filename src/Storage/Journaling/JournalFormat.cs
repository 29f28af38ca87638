using System.Buffers.Binary;

namespace Tracing.Storage.Journaling;

/// <summary>The bytes of a segment: a head with the format's version, then records, each with its length and
/// checksums.</summary>
/// <remarks>Later versions may add kinds of records, which this one skips. The meaning of a kind never changes. A
/// version whose records differ must have another mark, because a file whose version cannot be right is read by its
/// records.</remarks>
internal static class JournalFormat
{
    /// <summary>The version that is written. All earlier ones are read.</summary>
    public const int Version = 3;

    /// <summary>Magic, version, and since version 2 the salt of the heads' checksums.</summary>
    public const int SegmentHeadBytes = 16;

    public const int RecordHeadBytes = 24;

    /// <summary>The kind of a record whose content is an OTLP request as protobuf.</summary>
    public const byte Batch = 1;

    /// <summary>The kind of a record whose content is numbers of stored batches, eight bytes each. The record's own
    /// number is unused.</summary>
    public const byte Released = 2;

    /// <summary>The kind of a record that was written only to find out whether the disk takes it.</summary>
    public const byte Probe = 3;

    private const int VersionAt = 8, SaltAt = 12;

    /// <summary>The bytes of a segment's head that only say what the file is.</summary>
    public const int SegmentNameBytes = SaltAt;

    /// <summary>The first bytes of a segment; they tell our files from those of other programs.</summary>
    public static ReadOnlySpan<byte> Magic => "TracBtch"u8;

    public static byte[] SegmentHead(in SegmentFormat format)
    {
        var head = new byte[SegmentHeadBytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(VersionAt), format.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(SaltAt), format.Salt);
        return head;
    }

    /// <returns>The format; null: the head is not that of a version that this program knows.</returns>
    public static SegmentFormat? TryReadSegmentHead(ReadOnlySpan<byte> head) =>
        head.StartsWith(Magic) && VersionIn(head) is > 0 and <= Version and var version
            ? new SegmentFormat(version, SaltIn(head))
            : null;

    /// <summary>The formats that a damaged head may have had, newest first.</summary>
    public static IEnumerable<SegmentFormat> PossibleFormats(ReadOnlySpan<byte> head)
    {
        var salt = SaltIn(head);
        return Enumerable.Range(1, Version).Reverse().Select(version => new SegmentFormat(version, salt));
    }

    /// <summary>Returns why a head cannot be used.</summary>
    public static Exception FaultOf(string path, ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith(Magic)) return new InvalidDataException("it is not a segment of a journal");
        var version = VersionIn(head);
        return version <= 0
            ? new InvalidDataException("it has an impossible version")
            : new StorageUnavailableException(
                $"{path} has journal version {version}, this program knows up to {Version}: "
                + "run the newer program, or choose another folder");
    }

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

    private static int VersionIn(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadInt32LittleEndian(head[VersionAt..]);

    private static uint SaltIn(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head[SaltAt..]);
}
