using System.Buffers;

namespace Tracing.Storage.Journaling;

/// <summary>Reads a segment. Whatever its bytes are, all good records are found; in a file of version 1, those before
/// the first bad one. A damaged head hides none, unless the number that is part of the checksums is damaged.</summary>
internal static class SegmentReader
{
    private const int BufferBytes = 1 << 20;

    /// <exception cref="StorageUnavailableException">The segment is of a later version.</exception>
    /// <exception cref="InvalidDataException">The file is not a segment.</exception>
    public static SegmentContents Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
            BufferBytes, FileOptions.SequentialScan);
        var contents = new SegmentContents();
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        var segmentHead = head[..JournalFormat.SegmentHeadBytes];
        if (file.ReadAtLeast(segmentHead, segmentHead.Length, throwOnEndOfStream: false) < segmentHead.Length)
        {
            // The process ended before the head was written, so there is nothing else.
            contents.TornAt = 0;
            return contents;
        }
        var known = JournalFormat.TryReadSegmentHead(segmentHead);
        if (known is null) contents.Damages.Add((0, JournalFormat.SegmentNameBytes));
        var format = known ?? FormatByRecords(file, segmentHead) ?? throw JournalFormat.FaultOf(path, segmentHead);
        long at = JournalFormat.SegmentHeadBytes;
        while (at < file.Length) at = ReadRecord(file, format, at, contents);
        return contents;
    }

    /// <summary>The content of one record; null: it does not match its checksum.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[]? ReadContent(string path, long at, int length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> segmentHead = stackalloc byte[JournalFormat.SegmentHeadBytes];
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        if (RandomAccess.Read(file, segmentHead, 0) < segmentHead.Length) return null;
        if (RandomAccess.Read(file, head, at - head.Length) < head.Length) return null;
        var content = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(file, content.AsSpan(read), at + read) is > 0 and var count)
            read += count;
        if (read < length) return null;
        if (JournalFormat.TryReadSegmentHead(segmentHead) is { } known)
            return known.IsWhole(head, content) ? content : null;
        foreach (var format in JournalFormat.PossibleFormats(segmentHead))
            if (format.IsWhole(head, content))
                return content;
        return null;
    }

    // Where the head is damaged, the checksums of the records tell which version it was. Null: of none that is known.
    private static SegmentFormat? FormatByRecords(FileStream file, ReadOnlySpan<byte> segmentHead)
    {
        foreach (var format in JournalFormat.PossibleFormats(segmentHead))
        {
            if (format.CanResume ? FindHead(file, format, JournalFormat.SegmentHeadBytes) is not null
                : IsFirstRecordWhole(file, format))
            {
                return format;
            }
        }
        return null;
    }

    private static bool IsFirstRecordWhole(FileStream file, in SegmentFormat format)
    {
        var probe = new SegmentContents();
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        if (!TryReadHead(file, format, JournalFormat.SegmentHeadBytes, head, out _, out var kind, out _)) return false;
        if (kind is not (JournalFormat.Batch or JournalFormat.Released or JournalFormat.Probe)) return false;
        ReadRecord(file, format, JournalFormat.SegmentHeadBytes, probe);
        return probe.Damages.Count == 0 && probe.TornAt is null;
    }

    // Returns the position of the next record.
    private static long ReadRecord(FileStream file, in SegmentFormat format, long at, SegmentContents contents)
    {
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        var isHead = TryReadHead(file, format, at, head, out var length, out var kind, out var number);
        var contentAt = at + JournalFormat.RecordHeadBytes;
        // Checked before memory is allocated for a length that the file does not have.
        var isCutOff = isHead ? length > file.Length - contentAt : contentAt > file.Length;
        if (!isHead || isCutOff) return Resume(file, format, at, at + 1, isCutOff, contents);
        var content = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file.Position = contentAt;
            file.ReadExactly(content, 0, length);
            if (!format.IsWhole(head, content.AsSpan(0, length)))
            {
                // The length is good, so the next record is known, unless bytes in between are gone.
                var next = contentAt + length;
                var isNext = format.CanResume
                    && (next == file.Length || TryReadHead(file, format, next, head, out _, out _, out _));
                if (!isNext) return Resume(file, format, at, contentAt, isCutOff: false, contents);
                contents.Damages.Add((at, next));
                return next;
            }
            if (kind == JournalFormat.Batch) contents.Batches.Add((number, contentAt, length));
            else if (kind == JournalFormat.Released)
                JournalFormat.ReadReleased(content.AsSpan(0, length), contents.Released);
            return contentAt + length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    // Goes on with the next bytes that are a head; at the end of the file, if there are none.
    private static long Resume(
        FileStream file, in SegmentFormat format, long at, long from, bool isCutOff, SegmentContents contents)
    {
        var next = format.CanResume ? FindHead(file, format, from) : null;
        if (next is null && isCutOff) contents.TornAt = at;
        else contents.Damages.Add((at, next ?? file.Length));
        return next ?? file.Length;
    }

    private static long? FindHead(FileStream file, in SegmentFormat format, long from)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        Span<byte> head = stackalloc byte[JournalFormat.RecordHeadBytes];
        try
        {
            for (var at = from; at + JournalFormat.RecordHeadBytes <= file.Length;)
            {
                file.Position = at;
                var bytes = buffer.AsSpan(0, file.ReadAtLeast(buffer, BufferBytes, throwOnEndOfStream: false));
                for (var i = 0; bytes[i..].IndexOf(format.Mark) is >= 0 and var found; i += found + 1)
                {
                    var head0 = at + i + found - SegmentFormat.BeforeMark;
                    if (head0 >= from && TryReadHead(file, format, head0, head, out _, out _, out _)) return head0;
                }
                // A mark may lie across the end of the buffer.
                at += Math.Max(1, bytes.Length - format.Mark.Length);
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryReadHead(FileStream file, in SegmentFormat format, long at, Span<byte> head,
        out int length, out byte kind, out long number)
    {
        (length, kind, number) = (0, 0, 0);
        if (at + head.Length > file.Length) return false;
        file.Position = at;
        file.ReadExactly(head);
        return format.TryReadHead(head, out length, out kind, out number);
    }
}
