using Tracing.Keeping;
using Tracing.TraceQl.Listing;

namespace Tracing.Sqlite.Searching;

public sealed class SqliteAttributeTests : AttributeLaws, IAsyncLifetime
{
    private readonly SearchedStore _searched = new();

    protected override ITraceStore Store => _searched.Store;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _searched.DisposeAsync().AsTask();
}
