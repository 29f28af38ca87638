using Tracing.Analysis;
using Tracing.Keeping;

namespace Tracing.Sqlite.Searching;

public sealed class SqliteCountingTests : CountingLaws, IAsyncLifetime
{
    private readonly SearchedStore _searched = new();

    protected override ITraceStore Store => _searched.Store;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _searched.DisposeAsync().AsTask();
}
