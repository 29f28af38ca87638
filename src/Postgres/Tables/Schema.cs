using Tracing.Postgres.Connecting;
using Tracing.Storage;

namespace Tracing.Postgres.Tables;

/// <summary>The tables of each schema version. A database is upgraded step by step and never downgraded.</summary>
internal static class Schema
{
    /// <summary>The steps of this program. The step at index n upgrades from version n to n + 1. Never change a
    /// released step: add another.</summary>
    public static string[] Steps { get; } =
    [
        """
        -- Slots follow each other in time. Each has a partition of the tables below, and is dropped as a whole.
        CREATE TABLE slots(slot integer PRIMARY KEY, opened_millis bigint NOT NULL);

        -- One row for each process that stores into a slot, so that processes never wait for each other's counts.
        CREATE TABLE writers(slot integer NOT NULL, writer bigint NOT NULL, traces bigint NOT NULL,
            newest_millis bigint NOT NULL, PRIMARY KEY(slot, writer)) WITH (fillfactor = 50);

        -- Blocks of packed traces. A search skips blocks by the header columns alone; list has the facts of each entry.
        CREATE TABLE blocks(
            slot integer NOT NULL, entries integer NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
            newest_millis bigint NOT NULL, min_start bigint NOT NULL, max_start bigint NOT NULL,
            min_duration bigint NOT NULL, max_duration bigint NOT NULL, bytes integer NOT NULL,
            errors integer NOT NULL, kinds integer NOT NULL, labels bigint[] NOT NULL, list bytea NOT NULL,
            filter bytea NOT NULL, body bytea NOT NULL) PARTITION BY LIST (slot);
        -- They are compressed or random: compressing them again would cost time and save nothing.
        ALTER TABLE blocks ALTER COLUMN list SET STORAGE EXTERNAL, ALTER COLUMN filter SET STORAGE EXTERNAL,
            ALTER COLUMN body SET STORAGE EXTERNAL;
        CREATE INDEX blocks_by_first ON blocks(first);

        -- Numbers of entries. A put takes a range of them, in which each block has a smaller range.
        CREATE SEQUENCE entry_ranges;

        -- The entries of each trace. place is null until the trace is revised, then the sequence of its first entry.
        CREATE TABLE ids(key bigint NOT NULL, sequence bigint NOT NULL, place bigint, slot integer NOT NULL)
            PARTITION BY LIST (slot);
        CREATE INDEX ids_by_key ON ids(key);
        CREATE INDEX ids_by_place ON ids(place) WHERE place IS NOT NULL;

        -- Traces of which more came after they were put. place is the sequence of the first entry, slot its slot.
        CREATE TABLE revised(place bigint PRIMARY KEY, key bigint NOT NULL, slot integer NOT NULL,
            start_nanos bigint NOT NULL, end_nanos bigint NOT NULL, errors integer NOT NULL, spans bigint NOT NULL,
            added bigint NOT NULL);
        CREATE INDEX revised_by_slot ON revised(slot);

        -- Services (operation empty, kind -1) and their operations. Names are bytes: text cannot hold each character,
        -- and an index cannot hold a long name. The number of a label is a hash, so processes agree on it.
        CREATE TABLE labels(label bigint NOT NULL, service_hash bigint NOT NULL, operation_hash bigint NOT NULL,
            slot integer NOT NULL, kind integer NOT NULL, service bytea NOT NULL, operation bytea NOT NULL,
            PRIMARY KEY(slot, label)) PARTITION BY LIST (slot);
        CREATE INDEX labels_by_service ON labels(service_hash);
        CREATE INDEX labels_by_operation ON labels(operation_hash);

        -- The entries of each block that have a label.
        CREATE TABLE postings(label bigint NOT NULL, first bigint NOT NULL, slot integer NOT NULL,
            members bytea NOT NULL) PARTITION BY LIST (slot);
        CREATE INDEX postings_by_label ON postings(label, first);
        """,
        """
        -- Figures over time: what each transaction counted, until it is merged into pages, and the pages.
        CREATE TABLE figure_rows(number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL);
        CREATE TABLE figure_pages(level integer NOT NULL, start bigint NOT NULL, body bytea NOT NULL,
            PRIMARY KEY(level, start));
        ALTER TABLE figure_pages ALTER COLUMN body SET STORAGE EXTERNAL;

        -- The minute from which on all spans are counted; 0: always. Traces of earlier versions are not counted.
        CREATE TABLE figure_facts(since_minute bigint NOT NULL);
        INSERT INTO figure_facts SELECT CASE WHEN EXISTS (SELECT 1 FROM writers)
            THEN (extract(epoch FROM now()) / 60)::bigint + 1 ELSE 0 END;
        """,
        """
        COMMENT ON COLUMN blocks.body IS 'packed traces, of version 2 from this schema on';
        """,
    ];

    /// <summary>The lock under which the schema is changed, and slots are opened and dropped. It ends with the
    /// transaction.</summary>
    public const string Lock = "hashtextextended('tracing ' || current_schema(), 0)";

    /// <summary>Creates or upgrades the tables. Processes that start at the same time wait for each other.</summary>
    /// <exception cref="StorageUnavailableException">The database is newer than this program.</exception>
    public static async Task UpgradeAsync(
        Session session, Server server, string[] steps, CancellationToken stopping = default)
    {
        var transaction = await session.BeginAsync(isSnapshot: false, stopping).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await session.ExecuteAsync(
                "SELECT pg_advisory_xact_lock(hashtextextended('tracing ' || $1, 0))", stopping, server.Schema)
                .ConfigureAwait(false);
            // Asked first, because creating needs a right on the database even where the schema exists, and because
            // reading the server's notice that the table exists costs more than asking.
            const string Exists = """
                SELECT count(*) + (SELECT count(*) FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_version')
                    FROM pg_namespace WHERE nspname = $1
                """;
            var found = await session.NumberAsync(Exists, stopping, server.Schema).ConfigureAwait(false);
            if (found == 0)
                await session.ExecuteAsync($"CREATE SCHEMA {Quoted(server.Schema)}", stopping).ConfigureAwait(false);
            if (found < 2)
            {
                await session.ExecuteAsync(
                    "CREATE TABLE schema_version(version integer NOT NULL)", stopping).ConfigureAwait(false);
            }
            var version = (int)await session.NumberAsync(
                "SELECT max(version) FROM schema_version", stopping).ConfigureAwait(false);
            if (version > steps.Length)
            {
                throw new StorageUnavailableException($"{server.Name} has schema {version}, this program knows up to "
                    + $"{steps.Length}: run the newer program, or choose another database or search path");
            }
            if (version < steps.Length)
            {
                for (; version < steps.Length; version++)
                    await session.ExecuteAsync(steps[version], stopping).ConfigureAwait(false);
                await session.ExecuteAsync("DELETE FROM schema_version", stopping).ConfigureAwait(false);
                await session.ExecuteAsync("INSERT INTO schema_version VALUES ($1)", stopping, steps.Length)
                    .ConfigureAwait(false);
            }
            await transaction.CommitAsync(stopping).ConfigureAwait(false);
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
