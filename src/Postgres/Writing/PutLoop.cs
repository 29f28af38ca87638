using System.Collections.Immutable;
using System.Threading.Channels;
using Tracing.Assembling;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Tables;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Writing;

/// <summary>The only writer of this process: writes waiting puts in one transaction, and does maintenance now and
/// then.</summary>
internal sealed class PutLoop : IAsyncDisposable
{
    /// <summary>Puts that may wait in the queue; further callers wait until it has room.</summary>
    private const int MaxWaiting = 1_024;

    /// <summary>Traces in one transaction, unless one put alone has more.</summary>
    private const int MostTraces = 4_096;

    /// <summary>The share of the store's size after which maintenance is done again.</summary>
    private const int MaintainedShare = 64;

    /// <summary>Attempts at a put whose slot another process removes.</summary>
    private const int Attempts = 3;

    private static readonly TimeSpan _maintenancePeriod = TimeSpan.FromSeconds(10);

    private readonly Channel<PendingPut> _waiting = Channel.CreateBounded<PendingPut>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Server _server;
    private readonly StorageSettings _settings;
    private readonly BlockCache _cache;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly Action<DamagedBlockException> _damaged;
    private readonly RetentionClock _ages;
    private readonly TimeSpan _slotLength;
    private readonly long _process = Random.Shared.NextInt64();
    private readonly ITimer _timer;
    private readonly Task _running;
    private Session? _session;
    private TraceWriter? _writer;
    private Maintenance? _maintenance;
    private volatile string? _problem;
    private int _maintainedSlot;
    private long _unmaintainedBytes;
    private long _maintainedAt;
    private long _traces, _bytes, _evicted;

    /// <param name="stored">The slots when the store was opened.</param>
    public PutLoop(Server server, StorageSettings settings, BlockCache cache, TimeProvider time, SlotFacts[] stored,
        Action<string> tell, Action<DamagedBlockException> damaged)
    {
        (_server, _settings, _cache, _time, _tell, _damaged) = (server, settings, cache, time, tell, damaged);
        var newest = stored.Select(static slot => slot.NewestMillis).DefaultIfEmpty().Max();
        _ages = new RetentionClock(time, newest > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(newest) : null);
        (_traces, _bytes) = (stored.Sum(static slot => slot.Traces), stored.Sum(static slot => slot.Bytes));
        _slotLength = SlotLength.Of(settings.MaxAge);
        _running = Task.Run(RunAsync);
        _timer = time.CreateTimer(_ => RequestMaintenance(), null, TimeSpan.Zero, _maintenancePeriod);
    }

    public StoreCounts Counts => new(
        Interlocked.Read(ref _traces), Interlocked.Read(ref _bytes), Interlocked.Read(ref _evicted));

    /// <summary>The reason why the last write failed; null: it succeeded.</summary>
    public string? Problem => _problem;

    /// <exception cref="StorageUnavailableException">None of the traces is known to be stored: put them
    /// again.</exception>
    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping)
    {
        if (traces.IsDefaultOrEmpty) return;
        var put = new PendingPut(traces);
        await _waiting.Writer.WriteAsync(put, stopping).ConfigureAwait(false);
        await put.Done.Task.WaitAsync(stopping).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _waiting.Writer.TryComplete();
        await _running.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    private void RequestMaintenance() => _waiting.Writer.TryWrite(new PendingPut([]));

    private async Task RunAsync()
    {
        var group = new List<PendingPut>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            var traces = 0;
            while (traces < MostTraces && _waiting.Reader.TryRead(out var put))
            {
                group.Add(put);
                traces += put.Traces.Length;
            }
            await WriteAsync(group, traces).ConfigureAwait(false);
        }
    }

#pragma warning disable CA1031 // Whatever went wrong, the callers must be told, and the loop must go on.
    private async Task WriteAsync(List<PendingPut> group, int traces)
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            if (traces > 0) await PutAllAsync(group).ConfigureAwait(false);
            foreach (var put in group) put.Done.TrySetResult();
            if (IsMaintenanceDue()) await MaintainAsync().ConfigureAwait(false);
            _problem = null;
        }
        catch (UnstorableException refused)
        {
            await PendingPut.EndRefusedAsync(group, refused, put => WriteAsync([put], put.Traces.Length))
                .ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // The state of its session is unknown, and the server may have become another one.
            await CloseAsync().ConfigureAwait(false);
            var refused = _server.Unavailable(cause);
            if (_problem != refused.Message) _tell(refused.Message);
            _problem = refused.Message;
            // Has no effect on puts that completed before maintenance failed.
            foreach (var put in group) put.Done.TrySetException(refused);
        }
    }
#pragma warning restore CA1031

    private async Task PutAllAsync(List<PendingPut> group)
    {
        try
        {
            await PutAsync(PendingPut.EntriesOf(group)).ConfigureAwait(false);
        }
        catch (Exception cause) when (ServerFault.IsOfTrace(cause))
        {
            // The state of its session is unknown.
            await CloseAsync().ConfigureAwait(false);
            throw new UnstorableException($"{_server.Name} cannot hold it: {ServerFault.Describe(cause)}", cause);
        }
    }

    private async Task PutAsync(KeptTrace[] traces)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var writer = await OpenAsync().ConfigureAwait(false);
                var added = await writer.PutAsync(traces, NowMillis, _slotLength).ConfigureAwait(false);
                Interlocked.Add(ref _traces, added);
                Interlocked.Add(ref _bytes, writer.Bytes);
                _unmaintainedBytes += writer.Bytes;
                return;
            }
            catch (Exception cause) when (attempt < Attempts
                && (ServerFault.IsOfDroppedSlot(cause) || ServerFault.IsOfLock(cause)))
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private long NowMillis => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool IsMaintenanceDue() => _maintenance is not null
        && (_writer?.Slot != _maintainedSlot || _unmaintainedBytes > _settings.MaxBytes / MaintainedShare
            || _time.GetElapsedTime(_maintainedAt) >= _maintenancePeriod);

    private async Task MaintainAsync()
    {
        (_maintainedSlot, _unmaintainedBytes, _maintainedAt) = (_writer!.Slot, 0, _time.GetTimestamp());
        var (traces, bytes) = await _maintenance!.RunAsync(_ages.Now(), NowMillis, removing =>
        {
            // Before they are gone, so that nobody who misses a trace finds it counted.
            Interlocked.Add(ref _evicted, removing);
            Interlocked.Add(ref _traces, -removing);
        }).ConfigureAwait(false);
        // Other processes store too.
        Interlocked.Exchange(ref _traces, traces);
        Interlocked.Exchange(ref _bytes, bytes);
    }

    private async Task<TraceWriter> OpenAsync()
    {
        if (_writer is not null) return _writer;
        _session = await _server.OpenAsync().ConfigureAwait(false);
        await _session.ExecuteAsync($"SET synchronous_commit = {await CommitModeAsync(_session).ConfigureAwait(false)}")
            .ConfigureAwait(false);
        var merging = new BlockMerging(_session, _cache, _damaged);
        var figures = new FigureMerging(_session, _settings.MaxBytes, line => _tell($"{_server.Name}: {line}"));
        _maintenance = new Maintenance(_session, merging, figures, _settings.MaxAge, _settings.MaxBytes);
        return _writer = new TraceWriter(_session, _cache, _process, _damaged);
    }

    // A server that does not wait for its disk would lose traces that were confirmed.
    private async Task<string> CommitModeAsync(Session session)
    {
        var mode = await session.TextAsync("SHOW synchronous_commit").ConfigureAwait(false);
        return mode == "off" && _settings.SurvivesPowerCut ? "on" : mode;
    }

#pragma warning disable CA1031 // A session that is lost may fail in any way when it is closed.
    private async Task CloseAsync()
    {
        var session = _session;
        (_session, _writer, _maintenance) = (null, null, null);
        try
        {
            if (session is not null) await session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next one is a new one.
        }
    }
#pragma warning restore CA1031
}
