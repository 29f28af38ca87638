using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Sqlite.Searching;
using Tracing.Sqlite.Writing;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite;

/// <summary>Keeps traces in one SQLite file, in a folder that no other process can use meanwhile.</summary>
/// <remarks>
/// Any thread. A put completes when it is on the disk (<see cref="StorageSettings.SurvivesPowerCut"/>); puts that come
/// at the same time share a transaction. Disposing waits for the puts that were accepted.
/// </remarks>
public sealed class SqliteTraceStore : ITraceStore, IPackedStore, IAsyncDisposable
{
    /// <summary>The name of the file in the folder of <see cref="StorageSettings.Path"/>.</summary>
    public const string FileName = TraceFile.Name;

    private const long CacheBytes = 32L << 20;

    /// <summary>Damaged blocks that one question may meet; each later question meets fewer.</summary>
    private const int MaxDamages = 64;

    private readonly FolderLock _lock;
    private readonly ReadConnections _readers;
    private readonly WriteLoop _writer;

    private SqliteTraceStore(StorageSettings settings, TimeProvider time, Action<string> tell)
    {
        Folder = settings.Folder;
        _lock = FolderLock.Acquire(Folder, "traces.lock", "traces");
        try
        {
            var file = new TraceFile(_lock, settings.SurvivesPowerCut, time);
            var cache = new BlockCache(CacheBytes, FilterCache.UsualBytes);
            var waiting = new WaitingIds();
            _readers = new ReadConnections(file, cache, waiting);
            _writer = new WriteLoop(settings, file, _readers, cache, waiting, time, tell);
        }
        catch
        {
            _readers?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    public string Folder { get; }

    public StoreCounts Counts => _writer.Counts;

    public string? Problem => _writer.Problem;

    /// <param name="tell">Called with one line for each event that an operator must know: damage, a full disk.</param>
    /// <exception cref="StorageUnavailableException">The folder cannot be used; the message is one line.</exception>
    public static SqliteTraceStore Open(
        StorageSettings settings, TimeProvider? time = null, Action<string>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        SQLitePCL.Batteries_V2.Init();
        return new SqliteTraceStore(settings, time ?? TimeProvider.System, tell ?? (static _ => { }));
    }

    /// <exception cref="StorageUnavailableException">None of the traces was stored: put them again.</exception>
    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
        _writer.PutAsync(traces, stopping);

    public async ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) =>
        await AskAsync(connection => connection.Get(id), stopping).ConfigureAwait(false);

    public async ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await AskAsync(connection => connection.Find(query, stopping), stopping).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default) =>
        await AskAsync(static connection => connection.Services(), stopping).ConfigureAwait(false);

    public async ValueTask<ImmutableArray<Operation>> OperationsAsync(
        string service, CancellationToken stopping = default) =>
        await AskAsync(connection => connection.Operations(service), stopping).ConfigureAwait(false);

    public async ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await AskAsync(connection => connection.Figures(query), stopping).ConfigureAwait(false);
    }

    async ValueTask<bool> IPackedStore.ScanAsync(TraceQuery query, IPackedScan scan, CancellationToken stopping) =>
        await AskAsync(connection => connection.Scan(query, scan, stopping), stopping).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _readers.Dispose();
        _lock.Dispose();
    }

    private async Task<T> AskAsync<T>(Func<ReadConnection, T> question, CancellationToken stopping)
    {
        for (var damages = 0; ; damages++)
        {
            try
            {
                return await _readers.AskAsync(question, stopping).ConfigureAwait(false);
            }
            catch (DamagedBlockException damage) when (damages < MaxDamages)
            {
                // The question is asked again, without the block or with its repaired index.
                await _writer.SetAsideAsync(damage, stopping).ConfigureAwait(false);
            }
            catch (DamagedBlockException damage)
            {
                throw new StorageUnavailableException(
                    $"{Folder} has too many damaged blocks: {damage.Message}", damage);
            }
            catch (Exception cause) when (TraceFile.IsDamage(cause))
            {
                _writer.ReportDamage(cause);
                throw new StorageUnavailableException($"{Folder} has a damaged file: {cause.Message}", cause);
            }
            catch (SqliteException cause)
            {
                throw new StorageUnavailableException(
                    $"{Folder} cannot be read: {StoreFault.Describe(cause)}", cause);
            }
        }
    }
}
