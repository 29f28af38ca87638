using Npgsql;
using Tracing.Storage;

namespace Tracing.Postgres.Connecting;

/// <summary>A database on a PostgreSQL server, with a pool of connections to it. Any thread.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly NpgsqlDataSource _connections;

    public Server(PostgresConnection connection)
    {
        Name = connection.Name;
        Schema = connection.Schema;
        // The store has numbers, texts, bytes and arrays of them. Knowing no other types makes the first connection
        // cheaper.
        var builder = new NpgsqlSlimDataSourceBuilder(connection.Text);
        builder.EnableArrays().EnableTransportSecurity().EnableIntegratedSecurity()
            .ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        // The store's own statements are no spans of the application that is traced.
        builder.ConfigureTracing(static options => options
            .ConfigureCommandFilter(static _ => false).ConfigureBatchFilter(static _ => false)
            .ConfigureCopyOperationFilter(static _ => false).EnablePhysicalOpenTracing(false));
        _connections = builder.Build();
    }

    public string Schema { get; }

    /// <summary>Host, port and database, for messages.</summary>
    public string Name { get; }

    public async Task<Session> OpenAsync(CancellationToken stopping = default) =>
        new(await _connections.OpenConnectionAsync(stopping).ConfigureAwait(false));

    /// <summary>The exception for callers of the store; its message is one line.</summary>
    public StorageUnavailableException Unavailable(Exception cause) =>
        cause as StorageUnavailableException
        ?? new StorageUnavailableException($"{Name}: {ServerFault.Describe(cause)}", cause);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}
