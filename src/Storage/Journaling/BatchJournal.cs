using System.Collections.Immutable;

namespace Tracing.Storage.Journaling;

/// <summary>Batches on disk from the moment that their senders are answered until their traces are stored.</summary>
/// <remarks>
/// Any thread. In the folder <c>journal</c> beside the store's file, whose lock keeps other processes out: open the store
/// first. What comes while a write is under way goes with the next, all in one. See RATIONALE "Why a journal beside the
/// database?".
/// </remarks>
public sealed class BatchJournal : IAsyncDisposable
{
    /// <summary>Batches that may wait to be stored; about 100 bytes of memory each.</summary>
    public const int MaxWaiting = 1_000_000;

    /// <summary>Segments that are written anew after one write, so that nobody waits long behind it.</summary>
    private const int MovesAtOnce = 2;

    private const int MovedBytesAtOnce = 4 << 20;

    private readonly Lock _lock = new();
    private readonly StorageSettings _settings;
    private readonly JournalFolder _folder;
    private readonly JournalIndex _index;
    private readonly Action<string> _tell;

    // Under the lock.
    private Portion _next = new();
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _isClosed;
    private long _last;
    private long _refused;

    // Of whoever writes.
    private SegmentWriter? _writer;
    private long _lastSequence;
    private string? _told;

    private BatchJournal(StorageSettings settings, TimeProvider time, Action<string> tell)
    {
        (_settings, _tell) = (settings, tell);
        _index = new JournalIndex(settings.JournalMaxBytes);
        _folder = new JournalFolder(Path.Combine(settings.Folder, "journal"), time, tell);
        _last = _folder.ReadInto(_index);
        _lastSequence = _index.LastSequence;
        Recovered = [.. _index.Numbers];
        TidyUp();
    }

    public string Folder => _folder.Path;

    /// <summary>Numbers of the batches that an earlier process left behind, the oldest first.</summary>
    public ImmutableArray<long> Recovered { get; }

    public JournalCounts Counts
    {
        get
        {
            lock (_lock) return new JournalCounts(_index.Count, _index.Bytes, _refused);
        }
    }

    /// <param name="tell">Gets one line for what an operator must know: damage, a full disk.</param>
    /// <exception cref="StorageUnavailableException">The folder cannot be used; the message is one line.</exception>
    public static BatchJournal Open(StorageSettings settings, TimeProvider? time = null, Action<string>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new BatchJournal(settings, time ?? TimeProvider.System, tell ?? (static _ => { }));
    }

    /// <summary>Writes a batch, and completes when it survives what <see cref="StorageSettings.SurvivesPowerCut"/>
    /// says.</summary>
    /// <param name="otlp">An OTLP request as protobuf, which stays as it is until then.</param>
    /// <returns>Its number, for <see cref="Release"/>; null: there is no room.</returns>
    /// <exception cref="StorageUnavailableException">It cannot be written, or the journal is closed.</exception>
    public async ValueTask<long?> AppendAsync(ReadOnlyMemory<byte> otlp)
    {
        Portion portion;
        long number;
        lock (_lock)
        {
            if (_isClosed) throw new StorageUnavailableException($"{Folder} is closed");
            portion = _next;
            var bytes = otlp.Length + JournalFormat.RecordHeadBytes;
            if (_index.Bytes + portion.Bytes + bytes > _settings.JournalMaxBytes
                || _index.Count + portion.Batches.Count >= MaxWaiting)
            {
                _refused++;
                return null;
            }
            number = ++_last;
            portion.Batches.Add((number, otlp));
            portion.Bytes += bytes;
            Wake();
        }
        await portion.Done.Task.ConfigureAwait(false);
        return number;
    }

    /// <summary>The batch is stored; nothing happens where it was released before.</summary>
    public void Release(long number)
    {
        lock (_lock)
        {
            if (!_index.Remove(number) || _isClosed) return;
            _next.Released.Add(number);
            Wake();
        }
    }

    /// <summary>It is not released yet.</summary>
    public bool Holds(long number)
    {
        lock (_lock) return _index.Find(number) is not null;
    }

    /// <summary>The batch as it was written; null: it is released, or cannot be read, which is said.</summary>
    public ReadOnlyMemory<byte>? Read(long number)
    {
        while (true)
        {
            JournalPlace? place;
            lock (_lock) place = _index.Find(number);
            if (place is not { } there) return null;
            var why = "it is not what was written";
            try
            {
                if (SegmentReader.ReadContent(there.Segment.Path, there.At, there.Length) is { } content) return content;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                why = cause.Message;
            }
            // Moved meanwhile: look again.
            lock (_lock) if (_index.Find(number) != place) continue;
            _tell($"batch {number} in {there.Segment.Path} cannot be read: {why}");
            Release(number);
            return null;
        }
    }

    /// <summary>Waits for what is being written. A journal in which all is released leaves no file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
        }
        await _writing.ConfigureAwait(false);
        _writer?.Dispose();
        if (_index.Count > 0) return;
        foreach (var segment in _index.Segments) _folder.Remove(segment);
    }

    private void Wake()
    {
        if (_isWriting) return;
        _isWriting = true;
        _writing = WriteAllAsync();
    }

    private async Task WriteAllAsync()
    {
        // Off the caller's thread, and out of its lock.
        await Task.Yield();
        while (TryTake(out var portion))
        {
            Write(portion);
            TidyUp();
        }
    }

    private bool TryTake(out Portion portion)
    {
        lock (_lock)
        {
            portion = _next;
            if (portion.IsEmpty) return _isWriting = false;
            _next = new Portion();
            return true;
        }
    }

#pragma warning disable CA1031 // Whatever went wrong, whoever waits must hear of it, and the journal must go on.
    private void Write(Portion portion)
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
            var refused = new StorageUnavailableException($"{Folder} cannot be written: {cause.Message}", cause);
            if (_told != cause.Message) _tell(refused.Message);
            _told = cause.Message;
            if (portion.Batches.Count > 0) portion.Done.SetException(refused);
        }
    }

    private void TidyUp()
    {
        for (var moves = 0; moves <= MovesAtOnce;)
        {
            Segment? dead, sparse = null;
            lock (_lock)
            {
                dead = _index.Dead(_writer?.Segment);
                if (dead is not null) _index.Forget(dead);
                else if (moves < MovesAtOnce) sparse = _index.Sparse(_writer?.Segment);
            }
            if (dead is not null) _folder.Remove(dead);
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
            if (!IsIn(sparse, number) || Read(number) is not { } content) continue;
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
        lock (_lock) return _index.Find(number)?.Segment == segment;
    }

    /// <param name="isNeeded">Asked under the lock, after the write: it may have been released meanwhile.</param>
    private void Write(
        List<(long Number, ReadOnlyMemory<byte> Content)> batches, List<long> released, Func<long, bool> isNeeded)
    {
        var writer = _writer is { Segment.Bytes: var written } full && written < _settings.JournalSegmentBytes
            ? full
            : Begin();
        var bytes = writer.Write(batches, released, _settings.SurvivesPowerCut && batches.Count > 0);
        lock (_lock)
        {
            var at = writer.Segment.Bytes;
            foreach (var (number, content) in batches)
            {
                at += JournalFormat.RecordHeadBytes;
                if (isNeeded(number)) _index.Put(number, new JournalPlace(writer.Segment, at, content.Length));
                at += content.Length;
            }
            _index.Grew(writer.Segment, bytes);
        }
    }

    private SegmentWriter Begin()
    {
        CloseSegment();
        _writer = new SegmentWriter(++_lastSequence, _folder.NameOf(_lastSequence));
        lock (_lock) _index.Add(_writer.Segment);
        return _writer;
    }

    private void CloseSegment()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
