using System.Collections.Concurrent;
using System.Globalization;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>Writes spans that wait for longer than a bound to files, and gives those of an earlier process to the
/// reporter again.</summary>
/// <remarks>Any thread. One process at a time has the folder. See RATIONALE "Why has the reporter a journal of its
/// own?".</remarks>
internal sealed class ReporterJournal : IDisposable
{
    /// <summary>The code of what is wrong with the journal, in the system's health.</summary>
    public const string Problem = "reporter-journal";

    // A file is read back as a whole when its process was killed, so it should not be large.
    private const int MaxFileBytes = 1 << 20;

    private static readonly TimeSpan _pauseAfterFault = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();

    // One writes at a time; the end of the system waits for a write under way.
    private readonly Lock _writeLock = new();
    private readonly string _folder;
    private readonly JournalSettings _settings;
    private readonly HealthBoard? _health;
    private readonly FileStream _folderLock;

    // Batches in memory alone, in the order in which they came.
    private readonly Queue<JournaledBatch> _young = new();
    private readonly ConcurrentQueue<JournaledBatch> _toGive = new();
    private Task _writing = Task.CompletedTask;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private long _bytes;
    private long _bytesInMemory;
    private long _last;

    private ReporterJournal(JournalSettings settings, HealthBoard? health, FileStream folderLock)
    {
        (_settings, _folder, _health, _folderLock) = (settings, settings.Folder, health, folderLock);
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + JournalFile.Ending).Order(StringComparer.Ordinal))
        {
            var file = new JournalFile(path, new FileInfo(path).Length) { Left = 1 };
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out var number))
                _last = Math.Max(_last, number);
            _bytes += file.Bytes;
            _toGive.Enqueue(new JournaledBatch(this, DateTimeOffset.MinValue) { File = file, Length = (int)file.Bytes });
        }
    }

    /// <exception cref="ConfigurationException">The folder cannot be used, or another process uses it.</exception>
    public static ReporterJournal? Open(JournalSettings? settings, HealthBoard? health)
    {
        if (settings is null) return null;
        try
        {
            JournalFile.CreateFolder(settings.Folder);
            var folderLock = JournalFile.Open(
                Path.Combine(settings.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            return new ReporterJournal(settings, health, folderLock);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(JournalSettings.Key, settings.Folder, $"must be a folder for this process alone: {cause.Message}");
        }
    }

    /// <summary>Holds a batch until <see cref="JournaledBatch.Stored"/>.</summary>
    public JournaledBatch Hold(SpanBatch batch, DateTimeOffset now)
    {
        var otlp = JournaledBatch.OtlpOf(batch);
        var held = new JournaledBatch(this, now) { Otlp = otlp, Length = otlp.Length };
        lock (_lock)
        {
            _young.Enqueue(held);
            _bytesInMemory += held.Length;
        }
        return held;
    }

    /// <summary>Bytes of batches that are in no file.</summary>
    public long BytesInMemory
    {
        get
        {
            lock (_lock) return _bytesInMemory;
        }
    }

    /// <summary>The next batch that is to be sent again; null: none. For the reporter alone.</summary>
    public JournaledBatch? Next => _toGive.TryPeek(out var next) ? next : null;

    /// <summary>Removes <see cref="Next"/>, and returns its spans; null: it cannot be read, which the health
    /// tells.</summary>
    public SpanBatch? TakeNext()
    {
        if (!_toGive.TryDequeue(out var next) || next.IsStored) return null;
        try
        {
            if (OtlpSkim.TryRead(OtlpOf(next), out var fault) is { } batch) return batch;
            _health?.Report(Problem, $"spans in {next.File?.Path} cannot be read: {fault}");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _health?.Report(Problem, $"spans cannot be read back from the journal: {cause.Message}");
        }
        Release(next);
        return null;
    }

    public void GiveAgain(JournaledBatch batch) => _toGive.Enqueue(batch);

    public void Release(JournaledBatch batch)
    {
        JournalFile? finished = null;
        lock (_lock)
        {
            if (batch.IsStored) return;
            if (batch.Otlp is not null) _bytesInMemory -= batch.Length;
            (batch.IsStored, batch.Otlp) = (true, null);
            // What came first is stored first, nearly always.
            while (_young.TryPeek(out var oldest) && oldest.IsStored) _young.Dequeue();
            if (batch.File is not { } file || --file.Left > 0) return;
            _bytes -= file.Bytes;
            finished = file;
        }
        // Not on the reporter's thread.
        ThreadPool.UnsafeQueueUserWorkItem(static file => file.Delete(), finished, preferLocal: false);
    }

    /// <summary>Starts to write what has waited for longer than the bound.</summary>
    public void WriteOverdue(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_writing.IsCompleted || now < _pausedUntil) return;
            if (!_young.TryPeek(out var oldest) || oldest.Since > now - _settings.After) return;
            _writing = Task.Run(() => WriteAll(now - _settings.After, now + _pauseAfterFault));
        }
    }

    /// <summary>Writes all that is not stored, for the next process. Waits for that: the process may end at
    /// once.</summary>
    public void Dispose()
    {
        WriteAll(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
        _folderLock.Dispose();
    }

    private void WriteAll(DateTimeOffset upTo, DateTimeOffset otherwisePausedUntil)
    {
        lock (_writeLock)
        {
            while (TakeYoung(upTo) is { Count: > 0 } batches)
            {
                if (Write(batches) is not { } problem) continue;
                _health?.Report(Problem, problem);
                lock (_lock)
                {
                    foreach (var batch in batches) _young.Enqueue(batch);
                    _pausedUntil = otherwisePausedUntil;
                }
                return;
            }
        }
    }

    private List<JournaledBatch> TakeYoung(DateTimeOffset upTo)
    {
        var taken = new List<JournaledBatch>();
        var bytes = 0L;
        lock (_lock)
        {
            while (_young.TryPeek(out var oldest) && oldest.Since <= upTo && (taken.Count == 0 || bytes + oldest.Length <= MaxFileBytes))
            {
                _young.Dequeue();
                if (oldest.IsStored) continue;
                taken.Add(oldest);
                bytes += oldest.Length;
            }
        }
        return taken;
    }

    // Returns what is wrong; null: they are written.
    private string? Write(List<JournaledBatch> batches)
    {
        // A batch may be stored while it is written, so its content is taken first.
        ReadOnlyMemory<byte>[] parts;
        long bytes;
        lock (_lock)
        {
            parts = [.. batches.Select(static batch => batch.Otlp ?? default)];
            bytes = parts.Sum(static part => (long)part.Length);
            if (_bytes + bytes > _settings.MaxBytes)
                return $"{_folder} has {JournalSettings.Key}-max-bytes of spans that wait; further ones wait in memory alone";
        }
        var file = new JournalFile(Path.Combine(_folder, $"{++_last:D12}{JournalFile.Ending}"), bytes);
        try
        {
            JournalFile.Write(file.Path, parts);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return $"spans that wait cannot be written: {cause.Message}";
        }
        lock (_lock)
        {
            var at = 0L;
            for (var i = 0; i < batches.Count; i++)
            {
                var batch = batches[i];
                if (!batch.IsStored)
                {
                    file.Left++;
                    _bytesInMemory -= batch.Length;
                    (batch.File, batch.At, batch.Otlp) = (file, at, null);
                }
                at += parts[i].Length;
            }
            if (file.Left > 0) _bytes += bytes;
        }
        if (file.Left == 0) file.Delete();
        return null;
    }

    private ReadOnlyMemory<byte> OtlpOf(JournaledBatch batch)
    {
        lock (_lock)
            if (batch.Otlp is { } here)
                return here;
        return batch.File is { } file ? file.Read(batch.At, batch.Length) : default;
    }
}
