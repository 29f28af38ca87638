using System.Collections.Immutable;
using System.Text;
using Npgsql;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Postgres.Searching;
using Tracing.Postgres.Tables;
using Tracing.Postgres.Writing;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres;

/// <summary>Keeps traces in a PostgreSQL database, which the nodes of a cluster or a site share.</summary>
/// <remarks>
/// Any thread. A put completes when the server has it on its disk; puts that come at the same time share a transaction.
/// While the server is away, puts and questions fail with one line that names it, and the next ones try again.
/// Disposing waits for the puts that were accepted.
/// </remarks>
public sealed class PostgresTraceStore : ITraceStore, IPackedStore, IAsyncDisposable
{
    private const long CacheBytes = 32L << 20;

    /// <summary>Attempts at a question whose connection turns out to be lost, or that a lock ends.</summary>
    private const int Attempts = 2;

    private readonly Server _server;
    private readonly BlockCache _cache = new(CacheBytes, FilterCache.UsualBytes);
    private readonly PutLoop _writer;
    private readonly Action<string> _tell;
    private readonly HashSet<long> _damaged = [];

    private PostgresTraceStore(
        Server server, StorageSettings settings, TimeProvider time, SlotFacts[] stored, Action<string> tell)
    {
        (_server, _tell) = (server, tell);
        _writer = new PutLoop(server, settings, _cache, time, stored, tell, OnDamage);
    }

    /// <summary>Host, port and database.</summary>
    public string Name => _server.Name;

    public StoreCounts Counts => _writer.Counts;

    public string? Problem => _writer.Problem;

    public bool IsShared => true;

    /// <param name="tell">Called with one line for each event that an operator must know: a server that is away, a
    /// damaged block.</param>
    /// <exception cref="StorageUnavailableException">The server cannot be used; the message is one line without the
    /// password.</exception>
    public static async Task<PostgresTraceStore> OpenAsync(PostgresConnection connection, StorageSettings settings,
        TimeProvider? time = null, Action<string>? tell = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(settings);
        var server = new Server(connection);
        try
        {
            SlotFacts[] stored;
            var session = await server.OpenAsync(stopping).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await Schema.UpgradeAsync(session, server, Schema.Steps, stopping).ConfigureAwait(false);
                if (await session.TextAsync("SHOW fsync", stopping).ConfigureAwait(false) == "off")
                    tell?.Invoke($"{server.Name}: the server has fsync = off; a power cut may destroy its data");
                stored = [.. await new Slots(session).AllAsync().ConfigureAwait(false)];
            }
            return new PostgresTraceStore(
                server, settings, time ?? TimeProvider.System, stored, tell ?? (static _ => { }));
        }
        catch (Exception cause)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            if (!ServerFault.IsOfServer(cause)) throw;
            throw server.Unavailable(cause);
        }
    }

    /// <exception cref="StorageUnavailableException">None of the traces is known to be stored: put them
    /// again.</exception>
    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
        _writer.PutAsync(traces, stopping);

    public async ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) =>
        await AskAsync((session, reader) => reader.ReadAsync(id, stopping), stopping).ConfigureAwait(false);

    public async ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await AskAsync((session, reader) =>
            new TraceSearch(session, reader, query, OnDamage).FindAsync(stopping), stopping).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default)
    {
        var names = await AskAsync((session, _) => session.QueryAsync(
            "SELECT DISTINCT service FROM labels WHERE kind = $1 ORDER BY service LIMIT $2",
            static rows => Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(0)), stopping,
            LabelHash.WholeService, ITraceStore.MaxNames), stopping).ConfigureAwait(false);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    public async ValueTask<ImmutableArray<Operation>> OperationsAsync(
        string service, CancellationToken stopping = default)
    {
        var operations = await AskAsync((session, _) => session.QueryAsync(
            """
            SELECT DISTINCT operation, kind FROM labels WHERE service_hash = $1 AND kind <> $2
                ORDER BY operation, kind LIMIT $3
            """,
            ReadOperation, stopping, LabelHash.OfName(service), LabelHash.WholeService, ITraceStore.MaxNames), stopping)
            .ConfigureAwait(false);
        return [.. operations.OrderBy(static one => one.Name, StringComparer.Ordinal).ThenBy(static one => one.Kind)];
    }

    public async ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await AskAsync((session, _) => FigureSearch.FindAsync(session, query, stopping), stopping)
            .ConfigureAwait(false);
    }

    async ValueTask<bool> IPackedStore.ScanAsync(TraceQuery query, IPackedScan scan, CancellationToken stopping) =>
        await AskAsync((session, reader) =>
        {
            scan.Restart();
            return new PackedSearch(session, reader, OnDamage).ScanAsync(query, scan, stopping);
        }, stopping).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static Operation ReadOperation(NpgsqlDataReader rows) =>
        new(Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(0)), (SpanKind)rows.GetInt32(1));

    // Each question sees one state of the database.
    private async Task<T> AskAsync<T>(Func<Session, TraceReader, Task<T>> question, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var session = await _server.OpenAsync(stopping).ConfigureAwait(false);
                await using (session.ConfigureAwait(false))
                {
                    var transaction = await session.BeginAsync(isSnapshot: true, stopping).ConfigureAwait(false);
                    await using (transaction.ConfigureAwait(false))
                        return await question(session, new TraceReader(session, _cache)).ConfigureAwait(false);
                }
            }
            catch (Exception cause) when (attempt < Attempts
                && (ServerFault.IsOfLock(cause) || cause is NpgsqlException { IsTransient: true }))
            {
                // A connection that was idle while the server restarted is lost; another one is not.
            }
            catch (DamagedBlockException cause)
            {
                OnDamage(cause);
                throw new StorageUnavailableException($"{Name} has a damaged block: {cause.Message}", cause);
            }
            catch (Exception cause) when (ServerFault.IsOfServer(cause) && !stopping.IsCancellationRequested)
            {
                throw _server.Unavailable(cause);
            }
        }
    }

    private void OnDamage(DamagedBlockException damage)
    {
        lock (_damaged)
            if (!_damaged.Add(damage.First))
                return;
        _tell($"{Name}: a block of traces is damaged ({damage.Message}) and cannot be read; all others can");
    }
}
