using Tracing.Storage;

namespace Tracing.Sqlite.Searching;

/// <summary>A store in a folder of its own, for traces of any age.</summary>
internal sealed class SearchedStore : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SearchedStore() => Store = SqliteTraceStore.Open(_folder.Settings with { MaxAge = TimeSpan.FromDays(3650) });

    public SqliteTraceStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
