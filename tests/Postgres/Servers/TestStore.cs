using Tracing.Postgres.Connecting;
using Tracing.Storage;

namespace Tracing.Postgres.Servers;

/// <summary>A store in a schema of its own, on the shared server.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private static int _count;

    private readonly List<string> _told = [];
    private readonly TestServer _server;

    private TestStore(TestServer server) => _server = server;

    public string Schema { get; } = $"traces_{Interlocked.Increment(ref _count)}";

    public string ConnectionString => _server.ConnectionString(Schema);

    public HandClock Clock { get; } = new();

    public PostgresTraceStore Store { get; private set; } = null!;

    public string[] Told
    {
        get
        {
            lock (_told) return [.. _told];
        }
    }

    public static async Task<TestStore> OpenAsync(StorageSettings? settings = null, HandClock? clock = null)
    {
        var made = new TestStore(await TestServer.SharedAsync());
        made.Store = await made.OpenAnotherAsync(settings, clock);
        return made;
    }

    /// <summary>Opens the same tables once more, as another node does.</summary>
    public Task<PostgresTraceStore> OpenAnotherAsync(StorageSettings? settings = null, HandClock? clock = null) =>
        PostgresTraceStore.OpenAsync(PostgresConnection.TryParse(ConnectionString, out _)!,
            settings ?? new StorageSettings(), clock ?? Clock, Tell);

    public Task<long> SqlAsync(string sql) => _server.SqlAsync(Schema, sql);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await SqlAsync($"DROP SCHEMA {Schema} CASCADE");
    }

    private void Tell(string line)
    {
        lock (_told) _told.Add(line);
    }
}
