using Tracing.Keeping;
using Tracing.TraceQl.Listing;

namespace Tracing.Sqlite.Searching;

public sealed class SqliteAttributeTests : AttributeLaws, IAsyncLifetime
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
