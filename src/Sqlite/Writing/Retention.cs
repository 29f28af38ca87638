using Tracing.Sqlite.Files;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Deletes the oldest block with its traces, one block a step, so that puts do not wait long.</summary>
/// <remarks>One owner.</remarks>
internal sealed class Retention(Database database, BlockRows blocks, IdRows ids, TraceFile file, TimeProvider time)
{
    /// <summary>Pages that a step returns to the system when the file is larger than allowed.</summary>
    private const int PagesReturned = 256;

    private const long SmallWalBytes = 1 << 20;

    /// <param name="oldest">Traces that were closed before this time are too old.</param>
    /// <returns>Number of deleted traces; null: there is nothing to do.</returns>
    public int? Step(DateTimeOffset oldest, long maxBytes)
    {
        var pageBytes = database.Number("PRAGMA page_size");
        var free = database.Number("PRAGMA freelist_count");
        var used = (database.Number("PRAGMA page_count") - free) * pageBytes;
        // A checkpoint moves the WAL into pages that are counted already: no trace need be deleted for it.
        if (used + file.WalBytes > maxBytes && file.WalBytes > SmallWalBytes) CheckpointWal();
        var isTooLarge = used + file.WalBytes > maxBytes;
        // The newest block is kept whatever its size: its traces were just confirmed as stored.
        const string UpToTwo = "SELECT count(*) FROM (SELECT 1 FROM blocks LIMIT 2)";
        var first = Oldest();
        var mayBeRemoved = first is { IsDamaged: true } || database.Number(UpToTwo) > 1;
        if (first is { } one && ((isTooLarge && mayBeRemoved) || TimeOf(one) < oldest.ToUnixTimeMilliseconds()))
        {
            ids.InsertBeforeDeletion(one.Last);
            return one.IsDamaged ? RemoveDamaged(one.First) : RemoveOldest();
        }
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
    public void CheckpointWal() => database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    // The oldest block, among those that can be read and those that were set aside.
    private (long First, long Last, long NewestMillis, bool IsDamaged)? Oldest()
    {
        using var rows = database.Query(
            """
            SELECT * FROM (SELECT first, last, newest_millis, 0 FROM blocks ORDER BY first LIMIT 1)
            UNION ALL
            SELECT * FROM (SELECT first, last, newest_millis, 1 FROM damaged ORDER BY first LIMIT 1)
            ORDER BY first LIMIT 1
            """);
        return rows.Read()
            ? (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3) != 0)
            : null;
    }

    // A block from the future was stored while the clock was wrong: it is older than the next one with a possible time.
    private long TimeOf((long First, long Last, long NewestMillis, bool IsDamaged) block)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (block.NewestMillis <= now) return block.NewestMillis;
        const string Next =
            "SELECT newest_millis FROM blocks WHERE first > $0 AND newest_millis <= $1 ORDER BY first LIMIT 1";
        return database.Number(Next, block.First, now) is > 0 and var next ? next : block.NewestMillis;
    }

    // Its list may be damaged, so its ids are found by their sequence numbers, which reads all of them.
    private int RemoveDamaged(long first)
    {
        using var transaction = database.Begin(writes: true);
        var last = database.Number("SELECT last FROM damaged WHERE first = $0", first);
        var removed = database.Execute(
            "DELETE FROM ids WHERE sequence BETWEEN $0 AND $1 AND place IS NULL", first, last);
        database.Execute("DELETE FROM bodies WHERE first = $0", first);
        database.Execute("DELETE FROM damaged WHERE first = $0", first);
        removed += RemoveRevised(last);
        database.Execute("UPDATE totals SET value = value - $0 WHERE name = 'traces'", removed);
        transaction.Commit();
        return removed;
    }

    private int RemoveOldest()
    {
        using var transaction = database.Begin(writes: true);
        var (first, last) = (0L, 0L);
        using (var rows = database.Query("SELECT first, last FROM blocks ORDER BY first LIMIT 1"))
        {
            if (rows.Read()) (first, last) = (rows.GetInt64(0), rows.GetInt64(1));
        }
        var labels = blocks.LabelsOf(first);
        var removed = 0;
        foreach (var entry in blocks.Remove(first))
        {
            removed += database.Execute("DELETE FROM ids WHERE key = $0 AND sequence = $1 AND place IS NULL",
                TraceKey.Of(entry.TraceId), entry.Sequence);
        }
        removed += RemoveRevised(last);
        blocks.RemoveUnusedLabels(labels);
        database.Execute("UPDATE totals SET value = value - $0 WHERE name = 'traces'", removed);
        transaction.Commit();
        return removed;
    }

    // A trace is deleted with its first part. Its parts in newer blocks cannot be found from now on.
    private int RemoveRevised(long last)
    {
        var revised = new List<(long FirstSequence, long Key)>();
        using (var rows = database.Query("SELECT place, key FROM revised WHERE place <= $0", last))
        {
            while (rows.Read()) revised.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
        foreach (var (firstSequence, key) in revised)
        {
            database.Execute("DELETE FROM ids WHERE key = $0 AND place = $1", key, firstSequence);
            database.Execute("DELETE FROM revised WHERE place = $0", firstSequence);
        }
        return revised.Count;
    }
}
