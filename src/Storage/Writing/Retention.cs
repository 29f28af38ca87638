using Tracing.Storage.Files;
using Tracing.Storage.Reading;

namespace Tracing.Storage.Writing;

/// <summary>Lets the oldest block go, with its traces: one a step, so that nobody waits long for the file.</summary>
/// <remarks>One owner.</remarks>
internal sealed class Retention(Database database, BlockTable blocks, TraceFile file)
{
    /// <summary>Pages that a step gives back to the system, where the file is larger than it may be.</summary>
    private const int PagesGivenBack = 256;

    private const long SmallJournal = 1 << 20;

    /// <returns>How many traces went; null: there is nothing to do.</returns>
    public int? Step(long oldestMillis, long maxBytes)
    {
        var pageBytes = database.Number("PRAGMA page_size");
        var free = database.Number("PRAGMA freelist_count");
        var used = (database.Number("PRAGMA page_count") - free) * pageBytes;
        // What is in the journal is in the file as well, as soon as it is brought there: no trace need go for it.
        if (used + file.JournalBytes > maxBytes && file.JournalBytes > SmallJournal) EmptyJournal();
        var isTooLarge = used + file.JournalBytes > maxBytes;
        // The newest block stays whatever its size: what was just answered as stored must be there.
        const string UpToTwo = "SELECT count(*) FROM (SELECT 1 FROM blocks LIMIT 2)";
        if (isTooLarge && database.Number(UpToTwo) > 1) return RemoveOldest();
        if (OldestMillis() < oldestMillis) return RemoveOldest();
        if (file.Bytes <= maxBytes) return null;
        if (free > 0)
        {
            database.Execute($"PRAGMA incremental_vacuum({PagesGivenBack})");
            if (database.Number("PRAGMA freelist_count") < free) return 0;
        }
        EmptyJournal();
        return null;
    }

    // Where a search reads on, it stays as it is until the next time.
    private void EmptyJournal() => database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    private long OldestMillis()
    {
        using var rows = database.Query("SELECT newest_millis FROM blocks ORDER BY first LIMIT 1");
        return rows.Read() ? rows.GetInt64(0) : long.MaxValue;
    }

    private int RemoveOldest()
    {
        using var transaction = database.Begin(writes: true);
        long first, last;
        byte[] labels;
        using (var rows = database.Query("SELECT first, last, labels FROM blocks ORDER BY first LIMIT 1"))
        {
            rows.Read();
            (first, last) = (rows.GetInt64(0), rows.GetInt64(1));
            labels = TraceReader.Blob(rows, 2);
        }
        var removed = 0;
        foreach (var entry in blocks.Remove(first))
        {
            removed += database.Execute("DELETE FROM ids WHERE key = $0 AND sequence = $1 AND place IS NULL",
                TraceKey.Of(entry.TraceId), entry.Sequence);
        }
        // A trace is as old as its first part, and goes with it. What it has in newer blocks leads nowhere from now on.
        var revised = new List<(long Place, long Key)>();
        using (var rows = database.Query("SELECT place, key FROM revised WHERE place <= $0", last))
        {
            while (rows.Read()) revised.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
        foreach (var (place, key) in revised)
        {
            database.Execute("DELETE FROM ids WHERE key = $0 AND place = $1", key, place);
            database.Execute("DELETE FROM revised WHERE place = $0", place);
            removed++;
        }
        blocks.RemoveUnusedLabels(labels);
        database.Execute("UPDATE totals SET value = value - $0 WHERE name = 'traces'", removed);
        transaction.Commit();
        return removed;
    }
}
