using System.Buffers;
using System.Buffers.Binary;

namespace Tracing.Storage.Journaling;

/// <summary>Reads a segment. Whatever its bytes are, the good records before the first bad one are found.</summary>
internal static class SegmentReader
{
    private const int BufferBytes = 1 << 20;

    /// <exception cref="StorageUnavailableException">The segment is of a later version.</exception>
    /// <exception cref="InvalidDataException">The file is not a segment.</exception>
    public static SegmentContents Read(string path)
    {
        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes, FileOptions.SequentialScan);
        var contents = new SegmentContents();
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        // The process ended before the head was written, so there is nothing else.
        if (file.ReadAtLeast(head[..JournalFormat.SegmentHeadBytes], JournalFormat.SegmentHeadBytes, false)
            < JournalFormat.SegmentHeadBytes)
            return contents with { IsTorn = true };
        Check(path, head);
        while (true)
        {
            contents.GoodBytes = file.Position;
            var count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (count == 0) return contents;
            if (count < head.Length) return contents with { IsTorn = true };
            var (length, kind, number) = JournalFormat.ReadHead(head);
            if (length < 0 || kind == 0) return contents with { IsDamaged = true };
            // Checked before memory is allocated for a length that the file does not have.
            if (length > file.Length - file.Position) return contents with { IsTorn = true };
            var content = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                file.ReadExactly(content, 0, length);
                if (!JournalFormat.IsWhole(head, content.AsSpan(0, length))) return contents with { IsDamaged = true };
                if (kind == JournalFormat.Batch)
                    contents.Batches.Add((number, contents.GoodBytes + JournalFormat.RecordHeadBytes, length));
                else if (kind == JournalFormat.Released)
                    JournalFormat.ReadReleased(content.AsSpan(0, length), contents.Released);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(content);
            }
        }
    }

    /// <summary>The content of one record; null: it does not match its checksum.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[]? ReadContent(string path, long at, int length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        var content = new byte[length];
        if (RandomAccess.Read(file, head, at - head.Length) < head.Length) return null;
        var read = 0;
        while (read < length && RandomAccess.Read(file, content.AsSpan(read), at + read) is > 0 and var count)
            read += count;
        return read == length && JournalFormat.IsWhole(head, content) ? content : null;
    }

    private static void Check(string path, ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith(JournalFormat.Magic)) throw new InvalidDataException("it is not a segment of a journal");
        var version = BinaryPrimitives.ReadInt32LittleEndian(head[JournalFormat.Magic.Length..]);
        if (version <= JournalFormat.Version) return;
        throw new StorageUnavailableException(
            $"{path} has journal version {version}, this program knows up to {JournalFormat.Version}: "
            + "run the newer program, or choose another folder");
    }
}
