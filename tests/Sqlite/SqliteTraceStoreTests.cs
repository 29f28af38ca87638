using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Sqlite;

public sealed class SqliteTraceStoreTests : TraceStoreContract, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
    private readonly SqliteTraceStore _store;

    public SqliteTraceStoreTests() => _store = SqliteTraceStore.Open(
        new StorageSettings { Path = _folder, MaxAge = MaxAge }, Clock);

    protected override ITraceStore Store => _store;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
