using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Repairs the index of a damaged block from its body, or sets the block aside when the body or the list of
/// traces is damaged itself.</summary>
/// <remarks>One owner. What a call changes is in one transaction.</remarks>
internal sealed class DamagedBlocks(
    Database database, BlockRows blocks, IdRows ids, BlockBuilder builder, TraceReader reader, TimeProvider time)
{
    /// <summary>Number of traces in blocks that were set aside.</summary>
    public long CountTraces() => database.Number("SELECT sum(entries) FROM damaged");

    /// <param name="lastSequence">The greatest sequence number that was given away.</param>
    /// <returns>A sentence for the operator; null: the block was repaired, set aside or deleted before.</returns>
    public string? Handle(DamagedBlockException damage, long lastSequence)
    {
        if (database.Number("SELECT count(*) FROM blocks WHERE first = $0", damage.First) == 0) return null;
        // Ids that wait are known from the lists of blocks alone, and this block may be set aside.
        ids.InsertAll();
        using var transaction = database.Begin(writes: true);
        var told = TryRepair(damage.First) is { } traces
            ? $"the index of {traces} traces was damaged ({damage.Message}) and was written again from the traces"
            : $"{SetAside(damage, lastSequence)} traces are damaged ({damage.Message}) and cannot be read; "
                + "all others can";
        transaction.Commit();
        return told;
    }

    /// <summary>Deletes all blocks that were set aside, with the ids of their traces.</summary>
    /// <returns>Number of traces.</returns>
    public long RemoveAll()
    {
        ids.InsertAll();
        using var transaction = database.Begin(writes: true);
        var traces = CountTraces();
        if (database.Number("SELECT count(*) FROM damaged") == 0) return 0;
        var before = StoredTraces.CountIn(database);
        database.Execute(
            "DELETE FROM ids WHERE EXISTS (SELECT 1 FROM damaged WHERE first <= sequence AND last >= sequence)");
        database.Execute("DELETE FROM bodies WHERE first IN (SELECT first FROM damaged)");
        database.Execute("DELETE FROM revised WHERE NOT EXISTS (SELECT 1 FROM ids WHERE key = revised.key)");
        database.Execute("DELETE FROM damaged");
        database.Execute("UPDATE totals SET value = max(0, value - $0) WHERE name = 'traces'",
            before - StoredTraces.CountIn(database));
        transaction.Commit();
        return traces;
    }

    /// <summary>Writes the block again, with a new index.</summary>
    /// <returns>Number of entries; null: the list or the body is damaged, and nothing was changed.</returns>
    public int? TryRepair(long first)
    {
        try
        {
            if (EntriesOf(first) is not { } block) return null;
            var traces = block.Entries.Select((entry, index) => reader.Read(block with { Index = index })).ToList();
            if (traces.Count == 0) return null;
            blocks.RemoveIndex(first, labels: null);
            database.Execute("DELETE FROM bodies WHERE first = $0", first);
            for (var i = 0; i < traces.Count; i++) builder.Add(block.Entries[i].Sequence, traces[i]);
            blocks.Add(builder.Build());
            blocks.RemoveAllUnusedLabels();
            return traces.Count;
        }
        catch (DamagedBlockException)
        {
            return null;
        }
    }

    private long SetAside(DamagedBlockException damage, long lastSequence)
    {
        var first = damage.First;
        var last = EntriesOrNull(first)?.Last ?? LastBefore(first, lastSequence);
        var (entries, newestMillis) = HeaderOf(first, last);
        database.Execute(
            """
            INSERT INTO damaged(first, last, entries, newest_millis, list, why)
            SELECT first, $1, $2, $3, list, $4 FROM blocks WHERE first = $0
            """,
            first, last, entries, newestMillis, damage.Message);
        blocks.RemoveIndex(first, labels: null);
        blocks.RemoveAllUnusedLabels();
        return entries;
    }

    private (long Entries, long NewestMillis) HeaderOf(long first, long last)
    {
        try
        {
            using var rows = database.Query($"SELECT {BlockHeaders.ColumnNames} FROM blocks WHERE first = $0", first);
            if (rows.Read())
            {
                var header = BlockHeaders.Read(rows, out _);
                return (header.Entries, header.NewestMillis);
            }
        }
        catch (InvalidDataException)
        {
            // Counted and dated below.
        }
        return (database.Number("SELECT count(*) FROM ids WHERE sequence BETWEEN $0 AND $1", first, last),
            time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private long LastBefore(long first, long lastSequence) =>
        database.Number("SELECT min(first) FROM blocks WHERE first > $0", first) is var next and > 0
            ? next - 1
            : Math.Max(first, lastSequence);

    private EntryAt? EntriesOrNull(long first)
    {
        try
        {
            return EntriesOf(first);
        }
        catch (DamagedBlockException)
        {
            return null;
        }
    }

    private EntryAt? EntriesOf(long first)
    {
        using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
        return rows.Read() ? BlockLists.Read(rows) : null;
    }
}
