using System.Collections.Immutable;

namespace Tracing.Storage.Journaling;

/// <summary>Keeps batches on disk until they are released: those of a door from the moment that their senders are
/// answered until their traces are stored, those of a back end until it has taken them.</summary>
/// <remarks>
/// Any thread. Its files are in a folder of <see cref="StorageSettings.Folder"/>, and a lock of its
/// own keeps other processes out. Batches that come during a write go together with the next one. See RATIONALE "Why a
/// journal beside the database?".
/// </remarks>
public sealed class BatchJournal : IAsyncDisposable
{
    /// <summary>Batches that may wait to be stored. Each takes about 100 bytes of memory.</summary>
    public const int MaxWaiting = 1_000_000;

    /// <summary>A release is written with the next batch, or alone after this time. A crash before that only repeats
    /// traces that are stored already.</summary>
    private static readonly TimeSpan _releaseDelay = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan _probePeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly FolderLock _folderLock;
    private readonly long _maxBytes;
    private readonly JournalFolder _folder;
    private readonly JournalIndex _index;
    private readonly Action<string> _tell;
    private readonly ITimer _timer;

    // Guarded by _lock.
    private PendingWrite _pending = new();
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _isClosed;
    private long _last;
    private long _refused;

    // Used only by the write loop, which has one run at a time.
    private readonly JournalWriter _writer;

    private BatchJournal(StorageSettings settings, string name, TimeProvider time, Action<string> tell)
    {
        (_maxBytes, _tell) = (settings.JournalMaxBytes, tell);
        _index = new JournalIndex(settings.JournalMaxBytes);
        _folder = new JournalFolder(Path.Combine(settings.Folder, name), time, tell);
        _folderLock = FolderLock.Acquire(settings.Folder, $"{name}.lock", "batches", name);
        try
        {
            _last = _folder.ReadInto(_index);
        }
        catch
        {
            _folderLock.Dispose();
            throw;
        }
        Recovered = [.. _index.Numbers];
        _writer = new JournalWriter(settings, _folder, _folderLock, _index, _lock, Read, tell);
        _timer = time.CreateTimer(_ => WriteDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _writer.RemoveOldSegments();
    }

    public string Folder => _folder.Path;

    /// <summary>Numbers of the batches that an earlier process left behind, oldest first.</summary>
    public ImmutableArray<long> Recovered { get; }

    public JournalCounts Counts
    {
        get
        {
            lock (_lock) return new JournalCounts(_index.Count, _index.Bytes, _refused);
        }
    }

    /// <summary>The reason why batches cannot be written now, in one line; null: they can.</summary>
    public string? Problem => _writer.Problem;

    /// <param name="tell">Called with one line for each event that an operator must know: damage, a full disk.</param>
    /// <param name="name">Name of the journal's folder in <see cref="StorageSettings.Folder"/>; each user has its
    /// own.</param>
    /// <exception cref="StorageUnavailableException">The folder cannot be used; the message is one line.</exception>
    public static BatchJournal Open(
        StorageSettings settings, TimeProvider? time = null, Action<string>? tell = null, string name = "journal")
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new BatchJournal(settings, name, time ?? TimeProvider.System, tell ?? (static _ => { }));
    }

    /// <summary>Writes a batch. Completes when the batch is as safe as
    /// <see cref="StorageSettings.SurvivesPowerCut"/> asks for.</summary>
    /// <param name="otlp">An OTLP request as protobuf; it must not change until the task completes.</param>
    /// <returns>The batch's number, for <see cref="Release"/>; null: there is no room.</returns>
    /// <exception cref="StorageUnavailableException">The batch cannot be written, or the journal is
    /// closed.</exception>
    public async ValueTask<long?> AppendAsync(ReadOnlyMemory<byte> otlp)
    {
        PendingWrite write;
        long number;
        lock (_lock)
        {
            if (_isClosed) throw new StorageUnavailableException($"{Folder} is closed");
            write = _pending;
            var bytes = otlp.Length + JournalFormat.RecordHeadBytes;
            if (_index.Bytes + write.Bytes + bytes > _maxBytes
                || _index.Count + write.Batches.Count >= MaxWaiting)
            {
                _refused++;
                return null;
            }
            number = ++_last;
            write.Batches.Add((number, otlp));
            write.Bytes += bytes;
            StartWriting();
        }
        await write.Done.Task.ConfigureAwait(false);
        return number;
    }

    /// <summary>Tells that the batch is stored. Has no effect when it was released before.</summary>
    public void Release(long number)
    {
        lock (_lock)
        {
            if (!_index.Remove(number) || _isClosed) return;
            _pending.Released.Add(number);
            if (!_isWriting && _pending.Released.Count == 1) WriteReleasedSoon();
        }
    }

    /// <summary>True until the batch is released.</summary>
    public bool Holds(long number)
    {
        lock (_lock) return _index.Find(number) is not null;
    }

    /// <summary>Reads a batch back; null: it is released, or cannot be read, which the operator is told.</summary>
    public ReadOnlyMemory<byte>? Read(long number)
    {
        while (true)
        {
            BatchLocation? location;
            lock (_lock) location = _index.Find(number);
            if (location is not { } there) return null;
            var why = "it is not what was written";
            try
            {
                if (SegmentReader.ReadContent(there.Segment.Path, there.At, there.Length) is { } content)
                    return content;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                why = cause.Message;
            }
            // The writer may have moved the batch meanwhile: try again.
            lock (_lock) if (_index.Find(number) != location) continue;
            _tell($"batch {number} in {there.Segment.Path} cannot be read: {why}");
            Release(number);
            return null;
        }
    }

    /// <summary>Waits for writes under way. When all batches are released, the journal leaves no file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
        }
        await _timer.DisposeAsync().ConfigureAwait(false);
        WriteDue();
        await _writing.ConfigureAwait(false);
        _writer.Dispose();
        if (_index.Count == 0)
            foreach (var segment in _index.Segments) _folder.Remove(segment);
        _folderLock.Dispose();
    }

    private void WriteReleasedSoon() => _timer.Change(_releaseDelay, Timeout.InfiniteTimeSpan);

    private void WriteDue()
    {
        lock (_lock)
        {
            _pending.IsProbe = _writer.Problem is not null && !_isClosed;
            if (_pending.Released.Count == 0 && !_pending.IsProbe) return;
            _pending.IsDue = true;
            StartWriting();
        }
    }

    private void StartWriting()
    {
        if (_isWriting) return;
        _isWriting = true;
        _writing = WriteAllAsync();
    }

    private async Task WriteAllAsync()
    {
        // Leaves the caller's thread, which holds the lock.
        await Task.Yield();
        while (TryBeginWrite(out var write))
        {
            _writer.Write(write);
            _writer.RemoveOldSegments();
            // Senders may stay away while the journal refuses, so it finds out by itself when it can be written again.
            lock (_lock)
                if (_writer.Problem is not null && !_isClosed)
                    _timer.Change(_probePeriod, Timeout.InfiniteTimeSpan);
        }
    }

    private bool TryBeginWrite(out PendingWrite write)
    {
        lock (_lock)
        {
            write = _pending;
            if (write.Batches.Count == 0 && !write.IsDue)
            {
                if (write.Released.Count > 0 && !_isClosed) WriteReleasedSoon();
                return _isWriting = false;
            }
            _pending = new PendingWrite();
            return true;
        }
    }
}
