using System.Buffers.Binary;

namespace Tracing.Storage.Journaling;

/// <summary>The bytes of a segment: a head with the format's version, then records, each with its length and
/// checksums.</summary>
/// <remarks>Later versions may add kinds of records, which this one skips. The meaning of a kind never
/// changes.</remarks>
internal static class JournalFormat
{
    /// <summary>The version that is written. All earlier ones are read.</summary>
    public const int Version = 2;

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

    /// <exception cref="StorageUnavailableException">The segment is of a later version.</exception>
    /// <exception cref="InvalidDataException">The file is not a segment.</exception>
    public static SegmentFormat ReadSegmentHead(string path, ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith(Magic)) throw new InvalidDataException("it is not a segment of a journal");
        var version = BinaryPrimitives.ReadInt32LittleEndian(head[VersionAt..]);
        if (version <= 0) throw new InvalidDataException("it has an impossible version");
        if (version <= Version)
            return new SegmentFormat(version, BinaryPrimitives.ReadUInt32LittleEndian(head[SaltAt..]));
        throw new StorageUnavailableException(
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
}
