using Microsoft.Win32.SafeHandles;

namespace Tracing.Storage.Journaling;

/// <summary>Creates a segment and appends records to it. One owner.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly SafeFileHandle _file;

    /// <exception cref="IOException">The file cannot be created; none is left behind.</exception>
    public SegmentWriter(long sequence, string path)
    {
        Segment = new Segment(sequence, path);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            RandomAccess.Write(_file, JournalFormat.SegmentHead(), 0);
        }
        catch
        {
            _file.Dispose();
            File.Delete(path);
            throw;
        }
        Segment.Bytes = JournalFormat.SegmentHeadBytes;
    }

    public Segment Segment { get; }

    /// <summary>Writes records behind the last one that the index knows.</summary>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="IOException">None of the records counts, and the segment cannot be used any more.</exception>
    public long Write(List<(long Number, ReadOnlyMemory<byte> Content)> batches, List<long> released, bool flush)
    {
        var heads = new byte[(batches.Count + 1) * JournalFormat.RecordHeadBytes];
        var buffers = new List<ReadOnlyMemory<byte>>(2 * (batches.Count + 1));
        var bytes = 0L;
        foreach (var (number, content) in batches) Add(JournalFormat.Batch, number, content);
        if (released.Count > 0) Add(JournalFormat.Released, 0, JournalFormat.WriteReleased(released));
        try
        {
            RandomAccess.Write(_file, buffers, Segment.Bytes);
            if (flush) RandomAccess.FlushToDisk(_file);
        }
        catch
        {
            CutOff();
            throw;
        }
        return bytes;

        void Add(byte kind, long number, ReadOnlyMemory<byte> content)
        {
            var head = heads.AsMemory(buffers.Count / 2 * JournalFormat.RecordHeadBytes, JournalFormat.RecordHeadBytes);
            JournalFormat.WriteHead(head.Span, kind, number, content.Span);
            buffers.Add(head);
            buffers.Add(content);
            bytes += head.Length + content.Length;
        }
    }

    public void Dispose() => _file.Dispose();

    private void CutOff()
    {
        try
        {
            RandomAccess.SetLength(_file, Segment.Bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The rest is found to be torn or damaged at the next start. Its callers were told that it was not written.
        }
    }
}
