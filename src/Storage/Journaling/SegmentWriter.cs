using Microsoft.Win32.SafeHandles;

namespace Tracing.Storage.Journaling;

/// <summary>Creates a segment and appends records to it. One owner.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly SegmentFormat _format;

    /// <exception cref="IOException">The file cannot be created; none is left behind.</exception>
    public SegmentWriter(long sequence, string path, uint salt)
    {
        Segment = new Segment(sequence, path);
        _format = new SegmentFormat(JournalFormat.Version, salt);
        _stream = PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            RandomAccess.Write(Handle, JournalFormat.SegmentHead(_format), 0);
        }
        catch
        {
            _stream.Dispose();
            File.Delete(path);
            throw;
        }
        Segment.Bytes = JournalFormat.SegmentHeadBytes;
    }

    public Segment Segment { get; }

    // The system goes on with a file that was removed, and nothing that is written to it is there afterwards.
    private bool IsInPlace
    {
        get
        {
            var there = new FileInfo(Segment.Path);
            // Windows updates the length and the time in the folder later, and a folder with open files stays.
            if (OperatingSystem.IsWindows()) return there.Exists;
            return there.Exists && there.Length == RandomAccess.GetLength(Handle)
                && there.LastWriteTimeUtc == File.GetLastWriteTimeUtc(Handle);
        }
    }

    private SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>Writes records behind the last one that the index knows.</summary>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="IOException">None of the records counts, and the segment cannot be used any more.</exception>
    public long Write(
        List<(long Number, ReadOnlyMemory<byte> Content)> batches, List<long> released, bool flush, int probeBytes = 0)
    {
        var heads = new byte[(batches.Count + 2) * JournalFormat.RecordHeadBytes];
        var buffers = new List<ReadOnlyMemory<byte>>(2 * (batches.Count + 2));
        var bytes = 0L;
        foreach (var (number, content) in batches) Add(JournalFormat.Batch, number, content);
        if (released.Count > 0) Add(JournalFormat.Released, 0, JournalFormat.WriteReleased(released));
        if (probeBytes > 0) Add(JournalFormat.Probe, 0, new byte[probeBytes]);
        try
        {
            RandomAccess.Write(Handle, buffers, Segment.Bytes);
            if (flush) RandomAccess.FlushToDisk(Handle);
            if (!IsInPlace) throw new FileNotFoundException("the file was removed", Segment.Path);
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
            _format.WriteHead(head.Span, kind, number, content.Span);
            buffers.Add(head);
            buffers.Add(content);
            bytes += head.Length + content.Length;
        }
    }

    public void Dispose() => _stream.Dispose();

    private void CutOff()
    {
        try
        {
            RandomAccess.SetLength(Handle, Segment.Bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The rest is found to be torn or damaged at the next start. Its callers were told that it was not written.
        }
    }
}
