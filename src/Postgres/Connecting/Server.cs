using Npgsql;
using Tracing.Storage;

namespace Tracing.Postgres.Connecting;

/// <summary>A database on a PostgreSQL server, with a pool of connections to it. Any thread.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>The schema of the tables, where the connection string names none.</summary>
    public const string DefaultSchema = "tracing";

    /// <summary>Connections of one process: a few searches at a time, one for puts.</summary>
    private const int MaxConnections = 8;

    /// <summary>Distinct statements of this project, which the server need not parse each time.</summary>
    private const int PreparedStatements = 64;

    private readonly NpgsqlDataSource _connections;

    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public Server(string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrWhiteSpace(text.SearchPath)) text.SearchPath = DefaultSchema;
        if (!text.ContainsKey("Application Name")) text.ApplicationName = "tracing";
        if (!text.ContainsKey("Maximum Pool Size")) text.MaxPoolSize = MaxConnections;
        if (!text.ContainsKey("Max Auto Prepare")) text.MaxAutoPrepare = PreparedStatements;
        // Notices an idle connection whose server is gone before a put waits for it.
        if (!text.ContainsKey("Tcp Keepalive")) text.TcpKeepAlive = true;
        text.PersistSecurityInfo = false;
        text.IncludeErrorDetail = false;
        Schema = text.SearchPath.Split(',')[0].Trim().Trim('"');
        Name = $"PostgreSQL at {text.Host}:{text.Port}, database {text.Database ?? text.Username}";
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
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
