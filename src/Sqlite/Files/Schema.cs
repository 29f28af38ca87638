using Tracing.Storage;

namespace Tracing.Sqlite.Files;

/// <summary>The tables of each schema version. A file is upgraded step by step and never downgraded.</summary>
internal static class Schema
{
    /// <summary>The letters "Trac"; they tell our files from those of other programs.</summary>
    public const int ApplicationId = 0x54726163;

    public static int Version => _steps.Length;

    // The step at index n upgrades a file from version n to n + 1. Never change a released step: add another.
    private static readonly string[] _steps =
    [
        """
        -- Blocks of packed traces. A search skips blocks by the header columns alone; list has the facts of each entry.
        CREATE TABLE blocks(
            first INTEGER PRIMARY KEY, last INTEGER NOT NULL, entries INTEGER NOT NULL, bytes INTEGER NOT NULL,
            newest_millis INTEGER NOT NULL, min_start INTEGER NOT NULL, max_start INTEGER NOT NULL,
            min_duration INTEGER NOT NULL, max_duration INTEGER NOT NULL, errors INTEGER NOT NULL,
            kinds INTEGER NOT NULL, list BLOB NOT NULL, labels BLOB NOT NULL);
        CREATE TABLE tag_filters(first INTEGER PRIMARY KEY, filter BLOB NOT NULL);
        CREATE TABLE bodies(first INTEGER PRIMARY KEY, body BLOB NOT NULL);

        -- The entries of each trace. place is null until the trace is revised, then the sequence of its first entry.
        CREATE TABLE ids(key INTEGER NOT NULL, sequence INTEGER NOT NULL, place INTEGER,
            PRIMARY KEY(key, sequence)) WITHOUT ROWID;

        -- Traces of which more came after they were put. place is the sequence of the first entry.
        CREATE TABLE revised(place INTEGER PRIMARY KEY, key INTEGER NOT NULL, start INTEGER NOT NULL,
            end INTEGER NOT NULL, errors INTEGER NOT NULL, spans INTEGER NOT NULL, added INTEGER NOT NULL);

        -- Services (operation empty, kind -1) and their operations, and the entries of each block that have them.
        CREATE TABLE labels(label INTEGER PRIMARY KEY, service TEXT NOT NULL, operation TEXT NOT NULL,
            kind INTEGER NOT NULL, UNIQUE(service, operation, kind));
        CREATE INDEX labels_by_operation ON labels(operation);
        CREATE TABLE postings(label INTEGER NOT NULL, first INTEGER NOT NULL, members BLOB NOT NULL,
            PRIMARY KEY(label, first)) WITHOUT ROWID;

        -- Kept up to date with each change: count(*) would read the whole file.
        CREATE TABLE totals(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO totals(name, value) VALUES ('traces', 0);
        """,
        """
        -- Checksums; null in rows of version 1, which are not checked. A body and a set of members have their own.
        -- list_sum covers first, last and list; head_sum covers the other columns of the row.
        ALTER TABLE blocks ADD COLUMN list_sum INTEGER;
        ALTER TABLE blocks ADD COLUMN head_sum INTEGER;
        ALTER TABLE tag_filters ADD COLUMN sum INTEGER;

        -- Blocks that cannot be read. Their rows in ids and bodies stay until their traces are too old.
        CREATE TABLE damaged(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, entries INTEGER NOT NULL,
            newest_millis INTEGER NOT NULL, list BLOB NOT NULL, why TEXT NOT NULL);

        -- The number of transactions that stored traces, and the number of traces ever stored: see CommitMark.
        INSERT INTO totals(name, value) VALUES ('puts', 0);
        INSERT INTO totals(name, value) SELECT 'added', value FROM totals WHERE name = 'traces';
        """,
        """
        -- Figures over time: what each transaction counted, until it is merged into pages, and the pages.
        CREATE TABLE figure_rows(number INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE figure_pages(level INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY(level, start));

        -- The minute from which on all spans are counted; 0: always. Traces of earlier versions are not counted.
        INSERT INTO totals(name, value) SELECT 'figures_since',
            CASE value WHEN 0 THEN 0 ELSE CAST(strftime('%s', 'now') AS INTEGER) / 60 + 1 END
            FROM totals WHERE name = 'added';
        """,
        """
        -- From here on bodies have version 2, which earlier programs cannot read. The headers have an index, because a
        -- row of blocks takes a whole page or more.
        CREATE INDEX block_headers ON blocks(
            first, max_start, max_duration, min_start, min_duration, errors, kinds);
        """,
        """
        -- With the last entry, so that the filter of a block can be found in memory without reading its row.
        DROP INDEX block_headers;
        CREATE INDEX block_headers ON blocks(
            first, last, max_start, max_duration, min_start, min_duration, errors, kinds);
        """,
        """
        -- The last sequence that was given away, and the last one up to which ids has all entries. An entry after that
        -- counts as if it had a row, with place null, while ids has no row of its key.
        INSERT INTO totals(name, value) SELECT 'sequences', max(
            ifnull((SELECT last FROM blocks ORDER BY first DESC LIMIT 1), 0),
            ifnull((SELECT max(last) FROM damaged), 0));
        INSERT INTO totals(name, value) SELECT 'indexed', value FROM totals WHERE name = 'sequences';
        """,
    ];

    /// <exception cref="StorageUnavailableException">The file is newer than this program, or belongs to another
    /// program.</exception>
    public static void Upgrade(Database database, string path)
    {
        var version = (int)database.Number("PRAGMA user_version");
        var isEmpty = database.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && database.Number("PRAGMA application_id") != ApplicationId)
            throw new StorageUnavailableException($"{path} is a database of another program");
        if (version > Version)
        {
            throw new StorageUnavailableException(
                $"{path} has schema {version}, this program knows up to {Version}: "
                + "run the newer program, or choose another folder");
        }
        if (version == Version) return;
        using var transaction = database.Begin(writes: true);
        for (; version < Version; version++) database.Execute(_steps[version]);
        database.Execute($"PRAGMA application_id = {ApplicationId}");
        database.Execute($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }
}
