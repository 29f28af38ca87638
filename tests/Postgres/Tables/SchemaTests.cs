using Tracing.Postgres.Connecting;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Postgres.Tables;

public sealed class SchemaTests
{
    [Fact]
    public async Task A_database_of_an_earlier_version_is_upgraded_and_keeps_its_traces()
    {
        await using var test = await TestStore.OpenAsync();
        await test.Store.PutAsync([Stored.Trace(1)]);
        await UpgradeAsync(test, [.. Schema.Steps, "ALTER TABLE revised ADD COLUMN note text"]);
        Assert.Equal(Schema.Steps.Length + 1, await test.SqlAsync("SELECT version FROM schema_version"));
        Assert.Equal(0, await test.SqlAsync("SELECT count(note) FROM revised"));
        // The tables are as they were otherwise: the next put and question work.
        await test.Store.PutAsync([Stored.Trace(2)]);
        Assert.NotNull(await test.Store.GetAsync(Some.Trace(1)));
        Assert.NotNull(await test.Store.GetAsync(Some.Trace(2)));
    }

    [Fact]
    public async Task A_database_of_version_2_is_upgraded_and_keeps_its_traces()
    {
        await using var test = await TestStore.OpenAsync();
        await test.Store.PutAsync([Stored.Trace(1)]);
        await test.SqlAsync("UPDATE schema_version SET version = 2");
        await using var again = await test.OpenAnotherAsync();
        Assert.Equal(Schema.Steps.Length, await test.SqlAsync("SELECT version FROM schema_version"));
        Assert.NotNull(await again.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task A_newer_database_is_refused_in_one_line_and_not_changed()
    {
        await using var test = await TestStore.OpenAsync();
        await test.SqlAsync("UPDATE schema_version SET version = 99");
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => test.OpenAnotherAsync());
        Assert.Contains($"has schema 99, this program knows up to {Schema.Steps.Length}", refused.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(99, await test.SqlAsync("SELECT version FROM schema_version"));
    }

    [Fact]
    public async Task A_step_that_fails_changes_nothing()
    {
        await using var test = await TestStore.OpenAsync();
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => UpgradeAsync(
            test,
            [.. Schema.Steps, "ALTER TABLE revised ADD COLUMN note text", "ALTER TABLE none ADD COLUMN note text"]));
        Assert.Equal(Schema.Steps.Length, await test.SqlAsync("SELECT version FROM schema_version"));
        Assert.Equal(0, await test.SqlAsync(
            "SELECT count(*) FROM information_schema.columns "
            + "WHERE column_name = 'note' AND table_schema = current_schema()"));
    }

    [Fact]
    public async Task Nodes_that_start_at_the_same_time_create_the_tables_once()
    {
        await using var test = await TestStore.OpenAsync();
        await test.SqlAsync($"DROP SCHEMA {test.Schema} CASCADE");
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => test.OpenAnotherAsync()));
        await Task.WhenAll(stores.Select((store, i) => store.PutAsync([Stored.Trace(i + 1)]).AsTask()));
        Assert.Equal(1, await test.SqlAsync("SELECT count(*) FROM slots"));
        foreach (var store in stores) await store.DisposeAsync();
    }

    private static async Task UpgradeAsync(TestStore test, string[] steps)
    {
        await using var server = new Server(PostgresConnection.TryParse(test.ConnectionString, out _)!);
        await using var session = await server.OpenAsync();
        await Schema.UpgradeAsync(session, server, steps);
    }
}
