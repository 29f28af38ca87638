using Tracing.Analysis;
using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Sqlite.Searching;

public sealed class SqliteCountingTests : CountingLaws, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
    private readonly SqliteTraceStore _store;

    public SqliteCountingTests() => _store = SqliteTraceStore.Open(
        new StorageSettings { Path = _folder, MaxAge = TimeSpan.FromDays(3650) });

    protected override ITraceStore Store => _store;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
