using System.Collections.Immutable;
using System.Threading.Channels;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Sqlite.Searching;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>The only writer of the file: writes waiting puts in one transaction, then does maintenance in small
/// steps.</summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    /// <summary>Puts that may wait in the queue; further callers wait until it has room.</summary>
    private const int MaxWaiting = 1_024;

    /// <summary>Maintenance steps after a group while puts wait. It exceeds the blocks of a group, so space is freed at
    /// least as fast as it is used.</summary>
    private const int StepsBetween = 32;

    /// <summary>Damaged blocks that one write may meet before it fails.</summary>
    private const int MaxDamages = 64;

    private static readonly TimeSpan _maintenancePeriod = TimeSpan.FromSeconds(10);

    private readonly Channel<PendingPut> _waiting = Channel.CreateBounded<PendingPut>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly StorageSettings _settings;
    private readonly TraceFile _file;
    private readonly ReadConnections _readers;
    private readonly BlockCache _cache;
    private readonly WaitingIds _ids;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly WriteFaults _faults;
    private readonly ITimer _timer;
    private readonly Task _running;
    private OpenStore _store;
    private RetentionClock _ages;
    private bool _isOpen = true;
    private bool _hasUnusedMemory;
    private Exception? _damage;
    private long _evicted;
    private long _stored;
    private long _damagedTraces;

    public WriteLoop(StorageSettings settings, TraceFile file, ReadConnections readers, BlockCache cache,
        WaitingIds waiting, TimeProvider time, Action<string> tell)
    {
        (_settings, _file, _readers, _cache, _ids, _time, _tell) =
            (settings, file, readers, cache, waiting, time, tell);
        _faults = new WriteFaults(file.Path, tell);
        _store = OpenFile();
        _ages = new RetentionClock(time, _store.Writer.Newest);
        _running = Task.Run(RunAsync);
        _timer = time.CreateTimer(_ => RequestMaintenance(), null, _maintenancePeriod, _maintenancePeriod);
    }

    public StoreCounts Counts
    {
        get
        {
            var evicted = Interlocked.Read(ref _evicted);
            return new StoreCounts(Interlocked.Read(ref _stored) - evicted, _file.Bytes, evicted,
                Interlocked.Read(ref _damagedTraces));
        }
    }

    /// <summary>The reason why traces cannot be stored now, in one line; null: they can.</summary>
    public string? Problem => _faults.Problem;

    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping)
    {
        if (traces.IsDefaultOrEmpty) return;
        await DoAsync(new PendingPut(traces), stopping).ConfigureAwait(false);
    }

    /// <summary>Called when a reader found a damaged block. Completes when the block is repaired or set
    /// aside.</summary>
    /// <exception cref="StorageUnavailableException">The file cannot be written.</exception>
    public ValueTask SetAsideAsync(DamagedBlockException damage, CancellationToken stopping) =>
        DoAsync(new PendingPut([]) { Damage = damage }, stopping);

    /// <summary>Called when a reader found damage to the file as a whole; the writer then moves the file
    /// aside.</summary>
    public void ReportDamage(Exception cause)
    {
        Interlocked.CompareExchange(ref _damage, cause, null);
        RequestMaintenance();
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _waiting.Writer.TryComplete();
        await _running.ConfigureAwait(false);
        if (_isOpen) InsertIds();
        _store.Dispose();
    }

    private async ValueTask DoAsync(PendingPut put, CancellationToken stopping)
    {
        await _waiting.Writer.WriteAsync(put, stopping).ConfigureAwait(false);
        await put.Done.Task.WaitAsync(stopping).ConfigureAwait(false);
    }

    private void RequestMaintenance() => _waiting.Writer.TryWrite(new PendingPut([]));

    private async Task RunAsync()
    {
        var group = new List<PendingPut>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            _faults.NoteFreeBytes(_file.FreeBytes);
            var traces = 0;
            while (traces < _faults.Traces && _waiting.Reader.TryRead(out var put))
            {
                group.Add(put);
                traces += put.Traces.Length;
            }
            if (Interlocked.Exchange(ref _damage, null) is { } damage)
                await ReplaceFileAsync(() => _file.MoveAside(damage)).ConfigureAwait(false);
            await WriteAsync(group, traces).ConfigureAwait(false);
        }
    }

#pragma warning disable CA1031 // Whatever went wrong, the callers must be told, and the loop must go on.
    private async Task WriteAsync(List<PendingPut> group, int traces)
    {
        var before = Counts.Traces;
        try
        {
            // The last attempt to open the file failed.
            if (!_isOpen) await ReplaceFileAsync(static () => { }).ConfigureAwait(false);
            if (!_isOpen) throw new StorageUnavailableException(_faults.Problem ?? $"{_file.Path} is not open");
            foreach (var put in group)
                if (put.Damage is { } damage)
                    SetAside(damage);
            if (_faults.IsShortOfRoom) _store.Writer.Retention.CheckpointWal();
            if (traces > 0) PutAll(group);
            else if (_faults.Problem is not null) _store.Writer.Probe();
            CheckInPlace(traces > 0);
            foreach (var put in group) put.Done.TrySetResult();
            _faults.Succeeded();
            SkipDamage(Maintain);
            ShrinkMemory(traces > 0);
        }
        catch (UnstorableException refused)
        {
            await PendingPut.EndRefusedAsync(group, refused, put => WriteAsync([put], put.Traces.Length))
                .ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            var refused = await RecoverAsync(cause, before).ConfigureAwait(false);
            // Has no effect on puts that completed before maintenance failed.
            foreach (var put in group) put.Done.TrySetException(refused);
        }
    }

    private async Task<StorageUnavailableException> RecoverAsync(Exception cause, long traces)
    {
        if (!_isOpen) return new StorageUnavailableException(cause.Message, cause);
        if (TraceFile.IsDamage(cause))
        {
            await ReplaceFileAsync(() => _file.MoveAside(cause)).ConfigureAwait(false);
            return new StorageUnavailableException($"{_file.Path} is damaged: {cause.Message}", cause);
        }
        if (cause is FileNotFoundException || _store.Database.HasMoved)
        {
            _tell(_store.Database.HasMoved
                ? $"{_file.Path} was removed or replaced while it was in use, and {traces} traces with it; "
                    + "a new file begins"
                : $"{_file.Path}-wal was removed while it was in use; what it had was saved into the database");
            await ReplaceFileAsync(static () => { }).ConfigureAwait(false);
            return new StorageUnavailableException($"{_file.Path} was removed while it was in use", cause);
        }
        var refused = _faults.Failed(cause);
        if (_faults.IsShortOfRoom) FreeWal();
        return refused;
    }

    private async Task ReplaceFileAsync(Action before)
    {
        try
        {
            await _readers.WithoutReadersAsync(() =>
            {
                _isOpen = false;
                _store.Dispose();
                before();
                _store = OpenFile();
                _ages = new RetentionClock(_time, _store.Writer.Newest);
                _isOpen = true;
            }).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _faults.Failed(cause);
        }
    }

    // A transaction that failed leaves its log as long as it had become, which keeps the room from the next one.
    private void FreeWal()
    {
        try
        {
            _store.Writer.Retention.CheckpointWal();
        }
        catch (Exception)
        {
            // There is no room for this either; the next write tries again.
        }
    }

    // The next start has less to read.
    private void InsertIds()
    {
        try
        {
            _store.Writer.Ids.InsertAll();
        }
        catch (Exception)
        {
            // The next start finds them in the blocks.
        }
    }
#pragma warning restore CA1031

    private void PutAll(List<PendingPut> group)
    {
        try
        {
            Put(PendingPut.EntriesOf(group));
        }
        catch (Exception cause) when (StoreFault.IsOfTrace(cause))
        {
            throw new UnstorableException($"{_file.Path} cannot hold it: {StoreFault.Describe(cause)}", cause);
        }
    }

    private void Put(KeptTrace[] entries)
    {
        var isShortOfRoom = _faults.IsShortOfRoom;
        for (var at = 0; at < entries.Length;)
        {
            var part = isShortOfRoom ? entries[at..Math.Min(entries.Length, at + _faults.Traces)] : entries;
            SkipDamage(() => Interlocked.Add(ref _stored, _store.Writer.Put(part)));
            _store.Mark.Write(_store.Writer.Puts, _store.Writer.Added);
            at += part.Length;
            if (!isShortOfRoom) continue;
            // The log must not take the room that the next transactions need.
            _store.Writer.Retention.CheckpointWal();
            _faults.Succeeded();
            _faults.NoteFreeBytes(_file.FreeBytes);
        }
    }

    /// <summary>Runs an action again after each damaged block that it meets, without that block.</summary>
    private void SkipDamage(Action act)
    {
        for (var damages = 0; ; damages++)
        {
            try
            {
                act();
                return;
            }
            catch (DamagedBlockException damage) when (damages < MaxDamages)
            {
                SetAside(damage);
            }
        }
    }

    private void SetAside(DamagedBlockException damage)
    {
        if (_store.Writer.Damaged.Handle(damage, _store.Writer.LastGiven) is { } told) _tell($"{_file.Path}: {told}");
        Interlocked.Exchange(ref _damagedTraces, _store.Writer.Damaged.CountTraces());
        _cache.Clear();
    }

    // SQLite goes on with a file that was removed, and nothing that it writes is there afterwards.
    private void CheckInPlace(bool hasWritten)
    {
        if (_store.Database.HasMoved || (hasWritten && _file.HasLostWal))
            throw new FileNotFoundException("the file was removed while it was in use", _file.Path);
    }

    private void Maintain()
    {
        if (!_faults.IsShortOfRoom)
        {
            TidyFigures();
            _store.Writer.Ids.Step();
        }
        for (var steps = 0; steps < StepsBetween || _waiting.Reader.Count == 0; steps++)
        {
            var removed = _store.Writer.Retention.Step(_ages.Now() - _settings.MaxAge, _settings.MaxBytes);
            Interlocked.Add(ref _evicted, removed ?? 0);
            if (removed > 0) Interlocked.Exchange(ref _damagedTraces, _store.Writer.Damaged.CountTraces());
            // Merging needs room for the old blocks and the new one.
            if (removed is null && (_faults.IsShortOfRoom || !_store.Writer.Merging.Step())) return;
        }
    }

    private void TidyFigures()
    {
        var window = FigureWindow.At(_time.GetUtcNow(), _ages.Now(), _settings.MaxAge);
        if (_store.Writer.TidyFigures(window, _settings.MaxBytes) is > 0 and var damaged)
            _tell($"{_file.Path}: {damaged} pages of figures over time are damaged and lost; traces are not");
    }

    // A store at rest needs no cache for writing.
    private void ShrinkMemory(bool hasWritten)
    {
        if (!hasWritten && _hasUnusedMemory) _store.Database.Execute("PRAGMA shrink_memory");
        _hasUnusedMemory = hasWritten;
    }

    private OpenStore OpenFile()
    {
        var store = OpenStore.Open(_file, _cache, _ids, _time, _tell);
        Interlocked.Exchange(ref _evicted, 0);
        Interlocked.Exchange(ref _stored, store.Writer.Traces);
        Interlocked.Exchange(ref _damagedTraces, store.Writer.Damaged.CountTraces());
        return store;
    }
}
