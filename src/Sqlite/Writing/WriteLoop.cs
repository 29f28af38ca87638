using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Tracing.Assembling;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
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

    /// <summary>Traces in one transaction, unless one put alone has more.</summary>
    private const int MaxGroup = 4_096;

    /// <summary>Maintenance steps after a group while puts wait. It exceeds the blocks of a group, so space is freed at
    /// least as fast as it is used.</summary>
    private const int StepsBetween = 32;

    private static readonly TimeSpan _maintenancePeriod = TimeSpan.FromSeconds(10);

    private readonly Channel<PendingPut> _waiting = Channel.CreateBounded<PendingPut>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly StorageSettings _settings;
    private readonly TraceFile _file;
    private readonly ReadConnections _readers;
    private readonly BlockCache _cache;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly ITimer _timer;
    private readonly Task _running;
    private Database _database;
    private StoreWriter _writer;
    private Exception? _damage;
    private string? _told;
    private long _evicted;
    private long _stored;

    public WriteLoop(StorageSettings settings, TraceFile file, ReadConnections readers, BlockCache cache,
        TimeProvider time, Action<string> tell)
    {
        (_settings, _file, _readers, _cache, _time, _tell) = (settings, file, readers, cache, time, tell);
        (_database, _writer) = OpenFile();
        _stored = _writer.Traces;
        _running = Task.Run(RunAsync);
        _timer = time.CreateTimer(_ => RequestMaintenance(), null, _maintenancePeriod, _maintenancePeriod);
    }

    public StoreCounts Counts
    {
        get
        {
            var evicted = Interlocked.Read(ref _evicted);
            return new StoreCounts(Interlocked.Read(ref _stored) - evicted, _file.Bytes, evicted);
        }
    }

    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping)
    {
        if (traces.IsDefaultOrEmpty) return;
        var put = new PendingPut(traces);
        await _waiting.Writer.WriteAsync(put, stopping).ConfigureAwait(false);
        await put.Done.Task.WaitAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Called when a reader found damage; the writer then moves the file aside.</summary>
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
        _database.Dispose();
    }

    private void RequestMaintenance() => _waiting.Writer.TryWrite(new PendingPut([]));

    private async Task RunAsync()
    {
        var group = new List<PendingPut>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            var traces = 0;
            while (traces < MaxGroup && _waiting.Reader.TryRead(out var put))
            {
                group.Add(put);
                traces += put.Traces.Length;
            }
            if (Interlocked.Exchange(ref _damage, null) is { } damage)
                await ReplaceFileAsync(damage).ConfigureAwait(false);
            await WriteAsync(group, traces).ConfigureAwait(false);
        }
    }

#pragma warning disable CA1031 // Whatever went wrong, the callers must be told, and the loop must go on.
    private async Task WriteAsync(List<PendingPut> group, int traces)
    {
        try
        {
            if (traces > 0) Interlocked.Add(ref _stored, _writer.Put(Entries(group)));
            foreach (var put in group) put.Done.TrySetResult();
            if (traces > 0) _told = null;
            Maintain();
        }
        catch (Exception cause)
        {
            var refused = new StorageUnavailableException($"{_file.Path} cannot be written: {cause.Message}", cause);
            if (TraceFile.IsDamage(cause)) await ReplaceFileAsync(cause).ConfigureAwait(false);
            else if (_told != cause.Message) _tell(refused.Message);
            _told = cause.Message;
            // Has no effect on puts that completed before maintenance failed.
            foreach (var put in group) put.Done.TrySetException(refused);
        }
    }

    private async Task ReplaceFileAsync(Exception damage)
    {
        try
        {
            await _readers.WithoutReadersAsync(() =>
            {
                _database.Dispose();
                _file.MoveAside(damage);
                (_database, _writer) = OpenFile();
                Interlocked.Exchange(ref _evicted, 0);
                Interlocked.Exchange(ref _stored, _writer.Traces);
            }).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _tell($"no new file could be created in place of {_file.Path}: {cause.Message}");
        }
    }
#pragma warning restore CA1031

    // Parts of one trace in the same group become one entry.
    private static Dictionary<TraceId, KeptTrace>.ValueCollection Entries(List<PendingPut> group)
    {
        var entries = new Dictionary<TraceId, KeptTrace>();
        foreach (var put in group)
        {
            foreach (var trace in put.Traces)
            {
                var part = KeptTrace.Of(trace);
                if (!entries.TryAdd(trace.TraceId, part))
                    entries[trace.TraceId] = KeptTrace.Unite(entries[trace.TraceId], part);
            }
        }
        return entries.Values;
    }

    private void Maintain()
    {
        for (var steps = 0; steps < StepsBetween || _waiting.Reader.Count == 0; steps++)
        {
            var oldest = (_time.GetUtcNow() - _settings.MaxAge).ToUnixTimeMilliseconds();
            var removed = _writer.Retention.Step(oldest, _settings.MaxBytes);
            Interlocked.Add(ref _evicted, removed ?? 0);
            if (removed is null && !_writer.Merging.Step()) return;
        }
    }

    private (Database, StoreWriter) OpenFile()
    {
        var database = _file.OpenToWrite();
        try
        {
            return (database, new StoreWriter(database, _cache, _file));
        }
        catch (SqliteException cause)
        {
            database.Dispose();
            throw new StorageUnavailableException($"{_file.Path} cannot be used: {cause.Message}", cause);
        }
    }
}
