using Tracing.Keeping;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Postgres.Writing;

public sealed class RefusedTraceTests : SetAsideLaws, IAsyncLifetime
{
    private TestStore? _test;

    protected override ITraceStore Store => _test!.Store;

    public async Task InitializeAsync() => _test = await TestStore.OpenAsync();

    public async Task DisposeAsync()
    {
        Assert.Null(_test!.Store.Problem);
        Assert.Empty(_test.Told);
        await _test.DisposeAsync();
    }

    protected override Task RefuseAsync() => _test!.SqlAsync($"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the service is refused' USING ERRCODE = 'check_violation'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON labels FOR EACH ROW
            WHEN (NEW.service = convert_to('{Refused}', 'UTF8')) EXECUTE FUNCTION refuse();
        """);
}
