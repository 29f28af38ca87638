using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Checking;

/// <summary>Compares the rows of ids with the entries of all blocks. One owner, who has inserted all rows that
/// wait.</summary>
/// <remarks>An entry without a row may have been united into another one, or deleted with its trace. So such entries
/// count as lost only where the totals, or rows without an entry, prove that rows are gone. See RATIONALE "How does
/// check find lost ids?".</remarks>
internal sealed class IdCheck(Database database, TraceReader reader)
{
    private const string Strays = """
        FROM ids WHERE NOT EXISTS
            (SELECT 1 FROM temp.entries AS e WHERE e.sequence = ids.sequence AND e.key = ids.key)
        AND NOT EXISTS (SELECT 1 FROM damaged WHERE first <= sequence AND last >= sequence)
        AND NOT EXISTS (SELECT 1 FROM temp.unreadable WHERE first <= sequence AND last >= sequence)
        """;

    private const string Insert = "INSERT OR REPLACE INTO ids(key, sequence, place) VALUES ($0, $1, $2)";

    /// <summary>Number of rows that belong to no entry.</summary>
    public long StrayRows { get; private set; }

    /// <summary>For each trace that lacks rows: the sequences of all its entries, in order.</summary>
    public List<(TraceId Id, long[] Sequences)> Lost { get; } = [];

    /// <summary>The faults, a line each.</summary>
    public IEnumerable<string> Faults
    {
        get
        {
            if (StrayRows > 0) yield return $"{StrayRows} rows of ids belong to no trace";
            if (Lost.Count > 0)
                yield return $"{Lost.Count} traces have lost rows of ids, and cannot be found by their id";
        }
    }

    public void Run()
    {
        database.Execute("""
            CREATE TEMP TABLE IF NOT EXISTS entries(sequence INTEGER PRIMARY KEY, key INTEGER NOT NULL);
            CREATE TEMP TABLE IF NOT EXISTS unreadable(first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
            DELETE FROM temp.entries;
            DELETE FROM temp.unreadable;
            """);
        ReadEntries();
        StrayRows = database.Number($"SELECT count(*) {Strays}");
        var stored = database.Number("SELECT value FROM totals WHERE name = 'traces'");
        var areTracesLost = StrayRows > 0 || StoredTraces.CountIn(database) < stored;
        var tooShort = ShortTraces();
        foreach (var (id, sequences) in WithoutRows())
            if (reader.PartsOf(id).IsEmpty ? areTracesLost : tooShort.Contains(TraceKey.Of(id)))
                Lost.Add((id, sequences));
    }

    /// <summary>Deletes the rows that belong to no entry, gives each lost trace its rows again, and counts the traces
    /// anew.</summary>
    /// <returns>A line for each kind of repair.</returns>
    public List<string> Repair()
    {
        var told = new List<string>();
        using var transaction = database.Begin(writes: true);
        if (database.Execute($"DELETE {Strays}") is > 0 and var removed)
            told.Add($"{removed} rows of ids that belonged to no trace were deleted");
        foreach (var (id, sequences) in Lost) Restore(id, sequences);
        if (Lost.Count > 0) told.Add($"the rows of ids of {Lost.Count} traces were written again from the blocks");
        StoredTraces.Recount(database);
        transaction.Commit();
        return told;
    }

    private void ReadEntries()
    {
        using var transaction = database.Begin(writes: true);
        long? unreadable = null;
        foreach (var first in Numbers("SELECT first FROM blocks ORDER BY first"))
        {
            if (unreadable is { } from)
                database.Execute("INSERT INTO temp.unreadable(first, last) VALUES ($0, $1)", from, first - 1);
            unreadable = Add(first) ? null : first;
        }
        if (unreadable is { } tail)
            database.Execute("INSERT INTO temp.unreadable(first, last) VALUES ($0, $1)", tail, long.MaxValue);
        transaction.Commit();
    }

    // False: the list of the block is damaged.
    private bool Add(long first)
    {
        try
        {
            using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
            if (!rows.Read()) return true;
            foreach (var entry in BlockLists.Read(rows).Entries)
            {
                database.Execute("INSERT OR IGNORE INTO temp.entries(sequence, key) VALUES ($0, $1)",
                    entry.Sequence, TraceKey.Of(entry.TraceId));
            }
            return true;
        }
        catch (DamagedBlockException)
        {
            return false;
        }
    }

    // The keys of revised traces with fewer spans than were stored.
    private HashSet<long> ShortTraces()
    {
        var keys = new HashSet<long>();
        using var rows = database.Query("SELECT place, key, spans FROM revised");
        while (rows.Read())
        {
            var (place, key, spans) = (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2));
            if (ReadParts(place, key) is var trace && (trace?.Raw.Length ?? 0) < spans) keys.Add(key);
        }
        return keys;
    }

    private KeptTrace? ReadParts(long place, long key)
    {
        try
        {
            return reader.Read(Numbers("SELECT sequence FROM ids WHERE key = $0 AND place = $1", key, place));
        }
        catch (DamagedBlockException)
        {
            // The block itself is told.
            return null;
        }
    }

    // Traces with an entry that has no row, and the sequences of all entries of these.
    private List<(TraceId Id, long[] Sequences)> WithoutRows()
    {
        const string Keys = """
            SELECT DISTINCT key FROM temp.entries AS e
                WHERE NOT EXISTS (SELECT 1 FROM ids WHERE ids.key = e.key AND ids.sequence = e.sequence)
            """;
        database.Execute("CREATE INDEX IF NOT EXISTS temp.entries_by_key ON entries(key)");
        var found = new List<(TraceId, long[])>();
        foreach (var key in Numbers(Keys))
        {
            var entries = Numbers("SELECT sequence FROM temp.entries WHERE key = $0 ORDER BY sequence", key)
                .Select(sequence => reader.EntryOf(sequence)).OfType<EntryAt>();
            // Different traces can have the same key.
            foreach (var trace in entries.GroupBy(static entry => entry.Facts.TraceId))
                found.Add((trace.Key, [.. trace.Select(static entry => entry.Facts.Sequence)]));
        }
        return found;
    }

    private void Restore(TraceId id, long[] sequences)
    {
        var key = TraceKey.Of(id);
        if (sequences.Length == 1)
        {
            database.Execute(Insert, key, sequences[0], DBNull.Value);
            return;
        }
        // Where the trace was before, so that it keeps its position among all traces.
        var place = database.Number("SELECT min(place) FROM revised WHERE key = $0", key) is > 0 and var known
            ? known
            : sequences[0];
        foreach (var sequence in sequences)
            database.Execute(Insert, key, sequence, place);
        if (ReadParts(place, key) is not { } trace) return;
        var facts = EntryFacts.Of(place, trace);
        database.Execute(
            """
            INSERT OR REPLACE INTO revised(place, key, start, end, errors, spans, added)
            VALUES ($0, $1, $2, $3, $4, $5, 0)
            """,
            place, key, SignedNanos.Of(facts.StartUnixNanos), SignedNanos.Of(facts.EndUnixNanos),
            facts.HasErrors ? 1 : 0, trace.Raw.Length);
    }

    private List<long> Numbers(string sql, params ReadOnlySpan<object> values)
    {
        var numbers = new List<long>();
        using var rows = database.Query(sql, values);
        while (rows.Read()) numbers.Add(rows.GetInt64(0));
        return numbers;
    }
}
