using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Sqlite.Writing;

public sealed class RefusedTraceTests : SetAsideLaws, IAsyncLifetime
{
    private readonly StoreFixture _files = new();
    private readonly SqliteTraceStore _store;

    public RefusedTraceTests() => _store = _files.Open();

    protected override ITraceStore Store => _store;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Assert.Null(_store.Problem);
        Assert.Empty(_files.Told);
        await _store.DisposeAsync();
        _files.Dispose();
    }

    protected override Task RefuseAsync()
    {
        _files.Sql($"""
            CREATE TRIGGER refuse BEFORE INSERT ON labels WHEN NEW.service = '{Refused}'
                BEGIN SELECT RAISE(ABORT, 'the service is refused'); END
            """);
        return Task.CompletedTask;
    }
}
