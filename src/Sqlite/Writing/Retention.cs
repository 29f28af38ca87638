using Tracing.Sqlite.Files;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Deletes the oldest block with its traces, one block a step, so that puts do not wait long.</summary>
/// <remarks>One owner.</remarks>
internal sealed class Retention(Database database, BlockRows blocks, TraceFile file)
{
    /// <summary>Pages that a step returns to the system when the file is larger than allowed.</summary>
    private const int PagesReturned = 256;

    private const long SmallWalBytes = 1 << 20;

    /// <returns>Number of deleted traces; null: there is nothing to do.</returns>
    public int? Step(long oldestMillis, long maxBytes)
    {
        var pageBytes = database.Number("PRAGMA page_size");
        var free = database.Number("PRAGMA freelist_count");
        var used = (database.Number("PRAGMA page_count") - free) * pageBytes;
        // A checkpoint moves the WAL into pages that are counted already: no trace need be deleted for it.
        if (used + file.WalBytes > maxBytes && file.WalBytes > SmallWalBytes) CheckpointWal();
        var isTooLarge = used + file.WalBytes > maxBytes;
        // The newest block is kept whatever its size: its traces were just confirmed as stored.
        const string UpToTwo = "SELECT count(*) FROM (SELECT 1 FROM blocks LIMIT 2)";
        if (isTooLarge && database.Number(UpToTwo) > 1) return RemoveOldest();
        if (OldestMillis() < oldestMillis) return RemoveOldest();
        if (file.Bytes <= maxBytes) return null;
        if (free > 0)
        {
            database.Execute($"PRAGMA incremental_vacuum({PagesReturned})");
            if (database.Number("PRAGMA freelist_count") < free) return 0;
        }
        CheckpointWal();
        return null;
    }

    // Has no effect while a search reads; the next call tries again.
    private void CheckpointWal() => database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

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
            labels = Columns.Blob(rows, 2);
        }
        var removed = 0;
        foreach (var entry in blocks.Remove(first))
        {
            removed += database.Execute("DELETE FROM ids WHERE key = $0 AND sequence = $1 AND place IS NULL",
                TraceKey.Of(entry.TraceId), entry.Sequence);
        }
        // A trace is deleted with its first part. Its parts in newer blocks cannot be found from now on.
        var revised = new List<(long FirstSequence, long Key)>();
        using (var rows = database.Query("SELECT place, key FROM revised WHERE place <= $0", last))
        {
            while (rows.Read()) revised.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
        foreach (var (firstSequence, key) in revised)
        {
            database.Execute("DELETE FROM ids WHERE key = $0 AND place = $1", key, firstSequence);
            database.Execute("DELETE FROM revised WHERE place = $0", firstSequence);
            removed++;
        }
        blocks.RemoveUnusedLabels(labels);
        database.Execute("UPDATE totals SET value = value - $0 WHERE name = 'traces'", removed);
        transaction.Commit();
        return removed;
    }
}
