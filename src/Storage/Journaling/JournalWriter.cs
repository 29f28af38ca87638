using System.Security.Cryptography;

namespace Tracing.Storage.Journaling;

/// <summary>Writes to the journal's last segment, removes old segments, and copies batches out of sparse ones. One
/// owner at a time.</summary>
/// <param name="lock">Guards the index, which other threads use meanwhile.</param>
/// <param name="read">Reads a batch by its number; null: it is released, or cannot be read.</param>
internal sealed class JournalWriter(StorageSettings settings, JournalFolder folder, FolderLock folderLock,
    JournalIndex index, Lock @lock, Func<long, ReadOnlyMemory<byte>?> read, Action<string> tell) : IDisposable
{
    /// <summary>Segments that are copied after one write. The bound keeps the next write from waiting long.</summary>
    private const int MaxCopies = 2;

    private const int CopiedBytesPerWrite = 4 << 20;

    /// <summary>Size of a record that is written to find out whether the disk takes it.</summary>
    private const int ProbeBytes = 16 << 10;

    private SegmentWriter? _writer;
    private long _lastSequence = index.LastSequence;
    private volatile string? _problem;
    private (Type Type, int Code) _failure;

    /// <summary>The reason why the last write failed, in one line; null: it succeeded.</summary>
    public string? Problem => _problem;

    public void Dispose() => CloseSegment();

#pragma warning disable CA1031 // Whatever went wrong, the callers must be told, and the journal must go on.
    /// <summary>Writes, and completes the callers' task. Never throws.</summary>
    public void Write(PendingWrite write)
    {
        try
        {
            Write(write.Batches, write.Released, _ => true, write.IsProbe ? ProbeBytes : 0);
            _problem = null;
            write.Done.SetResult();
        }
        catch (Exception cause)
        {
            // The next write begins another segment. The releases are kept in memory; only a crash would undo them.
            CloseSegment();
            // The name of the file is not part of the reason: each attempt begins another file.
            var refused = new StorageUnavailableException(
                $"{folder.Path} cannot be written: {DiskFault.Describe(cause)}", cause);
            if (_problem is null || _failure != (cause.GetType(), cause.HResult)) tell(refused.Message);
            (_problem, _failure) = (refused.Message, (cause.GetType(), cause.HResult));
            if (write.Batches.Count > 0) write.Done.SetException(refused);
        }
    }

    /// <summary>Removes segments that are not needed, and copies the last batches out of sparse ones. Never
    /// throws.</summary>
    public void RemoveOldSegments()
    {
        for (var copies = 0; copies <= MaxCopies;)
        {
            Segment? unneeded, sparse = null;
            lock (@lock)
            {
                unneeded = index.FindUnneeded(_writer?.Segment);
                if (unneeded is not null) index.Remove(unneeded);
                else if (copies < MaxCopies) sparse = index.FindSparse(_writer?.Segment);
            }
            if (unneeded is not null) folder.Remove(unneeded);
            else if (sparse is null) return;
            else
            {
                copies++;
                try
                {
                    CopyBatchesOf(sparse);
                }
                catch (Exception)
                {
                    // The segment stays. If the disk is at fault, the next write reports it.
                    CloseSegment();
                    return;
                }
            }
        }
    }
#pragma warning restore CA1031

    // Writes the batches that are still needed again at the end, under the same numbers.
    private void CopyBatchesOf(Segment sparse)
    {
        var copied = new List<(long Number, ReadOnlyMemory<byte> Content)>();
        var bytes = 0L;
        foreach (var (number, at, length) in SegmentReader.Read(sparse.Path).Batches)
        {
            if (!IsIn(sparse, number) || read(number) is not { } content) continue;
            copied.Add((number, content));
            bytes += length;
            if (bytes < CopiedBytesPerWrite) continue;
            Write(copied, [], number => IsIn(sparse, number));
            copied.Clear();
            bytes = 0;
        }
        if (copied.Count > 0) Write(copied, [], number => IsIn(sparse, number));
    }

    private bool IsIn(Segment segment, long number)
    {
        lock (@lock) return index.Find(number)?.Segment == segment;
    }

    /// <param name="isNeeded">Called under the lock after the write, because a batch may have been released
    /// meanwhile.</param>
    private void Write(
        List<(long Number, ReadOnlyMemory<byte> Content)> batches, List<long> released, Func<long, bool> isNeeded,
        int probeBytes = 0)
    {
        var writer = _writer is { Segment.Bytes: var written } full && written < settings.JournalSegmentBytes
            ? full
            : Begin();
        var flush = settings.SurvivesPowerCut && (batches.Count > 0 || probeBytes > 0);
        var bytes = writer.Write(batches, released, flush, probeBytes);
        lock (@lock)
        {
            var at = writer.Segment.Bytes;
            foreach (var (number, content) in batches)
            {
                at += JournalFormat.RecordHeadBytes;
                if (isNeeded(number)) index.Put(number, new BatchLocation(writer.Segment, at, content.Length));
                at += content.Length;
            }
            index.AddBytes(writer.Segment, bytes);
        }
    }

    private SegmentWriter Begin()
    {
        CloseSegment();
        // Somebody may have removed the folder, and with it the lock.
        folderLock.Renew();
        folder.Create();
        var salt = settings.JournalSalt ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        _writer = new SegmentWriter(++_lastSequence, folder.NameOf(_lastSequence), salt);
        lock (@lock) index.Add(_writer.Segment);
        return _writer;
    }

    private void CloseSegment()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
