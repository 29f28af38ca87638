namespace Tracing.Storage.Journaling;

/// <summary>Writes portions to the journal's last segment, and moves on what keeps old ones. One owner at a
/// time.</summary>
/// <param name="lock">Of the index: others look up and release meanwhile.</param>
/// <param name="read">A batch by its number; null: it is released, or cannot be read.</param>
internal sealed class JournalWriter(StorageSettings settings, JournalFolder folder, JournalIndex index, Lock @lock,
    Func<long, ReadOnlyMemory<byte>?> read, Action<string> tell) : IDisposable
{
    /// <summary>Segments that are written anew after one write, so that nobody waits long behind it.</summary>
    private const int MovesAtOnce = 2;

    private const int MovedBytesAtOnce = 4 << 20;

    private SegmentWriter? _writer;
    private long _lastSequence = index.LastSequence;
    private string? _told;

    public void Dispose() => CloseSegment();

#pragma warning disable CA1031 // Whatever went wrong, whoever waits must hear of it, and the journal must go on.
    /// <summary>Never throws: who waits for the portion hears how it went.</summary>
    public void Write(Portion portion)
    {
        try
        {
            Write(portion.Batches, portion.Released, _ => true);
            _told = null;
            portion.Done.SetResult();
        }
        catch (Exception cause)
        {
            // The next write begins another segment. What was released is known here; only a crash would repeat it.
            CloseSegment();
            var refused = new StorageUnavailableException($"{folder.Path} cannot be written: {cause.Message}", cause);
            if (_told != cause.Message) tell(refused.Message);
            _told = cause.Message;
            if (portion.Batches.Count > 0) portion.Done.SetException(refused);
        }
    }

    /// <summary>Removes files that nobody needs, and makes some so. Never throws.</summary>
    public void TidyUp()
    {
        for (var moves = 0; moves <= MovesAtOnce;)
        {
            Segment? dead, sparse = null;
            lock (@lock)
            {
                dead = index.Dead(_writer?.Segment);
                if (dead is not null) index.Forget(dead);
                else if (moves < MovesAtOnce) sparse = index.Sparse(_writer?.Segment);
            }
            if (dead is not null) folder.Remove(dead);
            else if (sparse is null) return;
            else
            {
                moves++;
                try
                {
                    MoveOn(sparse);
                }
                catch (Exception)
                {
                    // It stays where it is; what is wrong with the disk is said by the next that writes.
                    CloseSegment();
                    return;
                }
            }
        }
    }
#pragma warning restore CA1031

    // What of a segment is still needed is written once more at the end, under the same numbers.
    private void MoveOn(Segment sparse)
    {
        var moving = new List<(long Number, ReadOnlyMemory<byte> Content)>();
        var bytes = 0L;
        foreach (var (number, at, length) in SegmentReader.Read(sparse.Path).Batches)
        {
            if (!IsIn(sparse, number) || read(number) is not { } content) continue;
            moving.Add((number, content));
            bytes += length;
            if (bytes < MovedBytesAtOnce) continue;
            Write(moving, [], number => IsIn(sparse, number));
            moving.Clear();
            bytes = 0;
        }
        if (moving.Count > 0) Write(moving, [], number => IsIn(sparse, number));
    }

    private bool IsIn(Segment segment, long number)
    {
        lock (@lock) return index.Find(number)?.Segment == segment;
    }

    /// <param name="isNeeded">Asked under the lock, after the write: it may have been released meanwhile.</param>
    private void Write(
        List<(long Number, ReadOnlyMemory<byte> Content)> batches, List<long> released, Func<long, bool> isNeeded)
    {
        var writer = _writer is { Segment.Bytes: var written } full && written < settings.JournalSegmentBytes
            ? full
            : Begin();
        var bytes = writer.Write(batches, released, settings.SurvivesPowerCut && batches.Count > 0);
        lock (@lock)
        {
            var at = writer.Segment.Bytes;
            foreach (var (number, content) in batches)
            {
                at += JournalFormat.RecordHeadBytes;
                if (isNeeded(number)) index.Put(number, new JournalPlace(writer.Segment, at, content.Length));
                at += content.Length;
            }
            index.Grew(writer.Segment, bytes);
        }
    }

    private SegmentWriter Begin()
    {
        CloseSegment();
        _writer = new SegmentWriter(++_lastSequence, folder.NameOf(_lastSequence));
        lock (@lock) index.Add(_writer.Segment);
        return _writer;
    }

    private void CloseSegment()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
