using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Sqlite.Searching;

public sealed class SqliteTraceQlTests : TraceQlLaws, IAsyncLifetime
{
    private readonly SearchedStore _searched = new();

    protected override ITraceStore Store => _searched.Store;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _searched.DisposeAsync().AsTask();
}
