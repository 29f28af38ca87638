using Tracing.Keeping;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Postgres;

public sealed class PostgresTraceStoreTests : TraceStoreContract, IAsyncLifetime
{
    private TestStore? _test;

    protected override ITraceStore Store => _test!.Store;

    public async Task InitializeAsync() =>
        _test = await TestStore.OpenAsync(new StorageSettings { MaxAge = MaxAge }, Clock);

    public async Task DisposeAsync() => await _test!.DisposeAsync();
}
