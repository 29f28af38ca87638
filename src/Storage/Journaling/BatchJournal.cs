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

    /// <summary>What is released goes with the next batch that comes, or after this time by itself: a crash before that
    /// only repeats what is stored.</summary>
    private static readonly TimeSpan _releaseDelay = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly long _maxBytes;
    private readonly JournalFolder _folder;
    private readonly JournalIndex _index;
    private readonly Action<string> _tell;
    private readonly ITimer _timer;

    // Under the lock.
    private Portion _next = new();
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _isClosed;
    private long _last;
    private long _refused;

    // Of whoever writes.
    private readonly JournalWriter _writer;

    private BatchJournal(StorageSettings settings, TimeProvider time, Action<string> tell)
    {
        (_maxBytes, _tell) = (settings.JournalMaxBytes, tell);
        _index = new JournalIndex(settings.JournalMaxBytes);
        _folder = new JournalFolder(Path.Combine(settings.Folder, "journal"), time, tell);
        _last = _folder.ReadInto(_index);
        Recovered = [.. _index.Numbers];
        _writer = new JournalWriter(settings, _folder, _index, _lock, Read, tell);
        _timer = time.CreateTimer(_ => WriteReleased(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _writer.TidyUp();
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
            if (_index.Bytes + portion.Bytes + bytes > _maxBytes
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
            if (!_isWriting && _next.Released.Count == 1) WriteReleasedSoon();
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
        await _timer.DisposeAsync().ConfigureAwait(false);
        WriteReleased();
        await _writing.ConfigureAwait(false);
        _writer.Dispose();
        if (_index.Count > 0) return;
        foreach (var segment in _index.Segments) _folder.Remove(segment);
    }

    private void WriteReleasedSoon() => _timer.Change(_releaseDelay, Timeout.InfiniteTimeSpan);

    private void WriteReleased()
    {
        lock (_lock)
        {
            if (_next.Released.Count == 0) return;
            _next.IsDue = true;
            Wake();
        }
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
            _writer.Write(portion);
            _writer.TidyUp();
        }
    }

    private bool TryTake(out Portion portion)
    {
        lock (_lock)
        {
            portion = _next;
            if (portion.Batches.Count == 0 && !portion.IsDue)
            {
                if (portion.Released.Count > 0 && !_isClosed) WriteReleasedSoon();
                return _isWriting = false;
            }
            _next = new Portion();
            return true;
        }
    }
}
