using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Sqlite.Searching;

public sealed class SqliteTraceQlTests : TraceQlLaws, IAsyncLifetime
{
    private SearchedStore? _searched;

    protected override ITraceStore Store => _searched!.Store;

    public Task InitializeAsync()
    {
        _searched = SearchedStore.Open();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _searched!.DisposeAsync().AsTask();
}
