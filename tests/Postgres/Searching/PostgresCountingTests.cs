using Tracing.Analysis;
using Tracing.Keeping;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Postgres.Searching;

public sealed class PostgresCountingTests : CountingLaws, IAsyncLifetime
{
    private TestStore? _test;

    protected override ITraceStore Store => _test!.Store;

    public async Task InitializeAsync() =>
        _test = await TestStore.OpenAsync(new StorageSettings { MaxAge = TimeSpan.FromDays(3650) });

    public async Task DisposeAsync() => await _test!.DisposeAsync();
}
