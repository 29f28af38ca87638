using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Reading;

/// <summary>Reads traces over one connection. A trace that was put in several parts is united.</summary>
/// <remarks>The caller owns the connection and keeps a transaction open, because the writer may merge blocks
/// meanwhile.</remarks>
internal sealed class TraceReader(Database database, BlockCache cache, WaitingIds? waiting = null)
{
    /// <summary>The entries of a trace that can be read; empty: there are none.</summary>
    /// <exception cref="DamagedBlockException">A block of these entries is damaged.</exception>
    public ImmutableArray<(long Sequence, long? FirstSequence)> PartsOf(TraceId id) =>
        [.. EntriesOf(id).Select(static one => (one.At.Facts.Sequence, one.FirstSequence))];

    /// <exception cref="DamagedBlockException">A block of the trace is damaged.</exception>
    /// <exception cref="DamagedTraceException">All of the trace is in blocks that were set aside as
    /// damaged.</exception>
    public KeptTrace? Read(TraceId id)
    {
        var parts = EntriesOf(id);
        if (parts.Count > 0) return KeptTrace.Unite([.. parts.Select(part => Read(part.At))]);
        return IsDamaged(id) ? throw new DamagedTraceException(id) : null;
    }

    /// <summary>Unites the entries that can be read; null: none of them can.</summary>
    /// <exception cref="DamagedBlockException">A block of these entries is damaged.</exception>
    public KeptTrace? Read(IEnumerable<long> sequences)
    {
        var parts = new List<KeptTrace>();
        foreach (var sequence in sequences)
            if (EntryOf(sequence) is { } at)
                parts.Add(Read(at));
        return parts.Count == 0 ? null : KeptTrace.Unite([.. parts]);
    }

    /// <summary>Unites the parts of a trace that has more than one; null: all are in blocks that were set aside as
    /// damaged.</summary>
    /// <exception cref="DamagedBlockException">A block of the trace is damaged.</exception>
    public KeptTrace? ReadRevised((long FirstSequence, long Key) revised)
    {
        var parts = new List<long>();
        const string Parts = "SELECT sequence FROM ids WHERE key = $0 AND place = $1";
        using (var rows = database.Query(Parts, revised.Key, revised.FirstSequence))
        {
            while (rows.Read()) parts.Add(rows.GetInt64(0));
        }
        return Read(parts);
    }

    /// <exception cref="DamagedBlockException">The block is damaged.</exception>
    public KeptTrace Read(in EntryAt at)
    {
        var body = BodyOf(at.First, at.Last);
        try
        {
            return body.Read(at.Index, at.Facts.TraceId);
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(at.First, cause.Message, cause);
        }
    }

    /// <returns>Null: no block has the entry, or its block was set aside.</returns>
    /// <exception cref="DamagedBlockException">The list of the block is damaged.</exception>
    public EntryAt? EntryOf(long sequence)
    {
        using var rows = database.Query(
            $"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first <= $0 ORDER BY first DESC LIMIT 1", sequence);
        if (!rows.Read()) return null;
        var block = BlockLists.Read(rows);
        for (var i = 0; i < block.Entries.Length; i++)
            if (block.Entries[i].Sequence == sequence)
                return block with { Index = i };
        return null;
    }

    /// <exception cref="DamagedBlockException">The body is damaged.</exception>
    public BlockReader BodyOf(long first, long last)
    {
        if (cache.Find(first, last) is { } known) return known;
        using var rows = database.Query("SELECT body FROM bodies WHERE first = $0", first);
        try
        {
            if (!rows.Read()) throw new InvalidDataException("a block has no body");
            var block = new BlockReader(Columns.Blob(rows, 0));
            cache.Add(first, last, block);
            return block;
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }

    /// <summary>The filter of a block; null: it has none.</summary>
    /// <exception cref="DamagedBlockException">The filter is damaged.</exception>
    public byte[]? FilterOf(long first, long last)
    {
        if (cache.Filters.Find(first, last) is { } known) return known;
        using var rows = database.Query("SELECT filter, sum FROM tag_filters WHERE first = $0", first);
        if (!rows.Read()) return null;
        try
        {
            var filter = Columns.Blob(rows, 0);
            Columns.CheckSum(rows, 1, Checksum.Of(filter), "the tag filter of a block");
            cache.Filters.Add(first, last, filter);
            return filter;
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }

    /// <summary>Reads the body of a block, and leaves its decompression to the caller, on any thread.</summary>
    /// <returns>Throws InvalidDataException when the body is damaged.</returns>
    public Func<BlockReader> BodyLaterOf(long first, long last)
    {
        if (cache.Find(first, last) is { } known) return () => known;
        using var rows = database.Query("SELECT body FROM bodies WHERE first = $0", first);
        var body = rows.Read() ? Columns.BlobOrEmpty(rows, 0) : [];
        return () => new BlockReader(body);
    }

    /// <summary>Keeps a body in memory for the next reads.</summary>
    public void Remember(in EntryAt block, BlockReader body) => cache.Add(block.First, block.Last, body);

    private List<(EntryAt At, long? FirstSequence)> EntriesOf(TraceId id)
    {
        var key = TraceKey.Of(id);
        // Asked before the transaction reads: what is committed later cannot be missed in both.
        var sequenceOfNew = waiting?.Find(key);
        var parts = new List<(long Sequence, long? FirstSequence)>();
        using (var rows = database.Query("SELECT sequence, place FROM ids WHERE key = $0", key))
        {
            while (rows.Read()) parts.Add((rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetInt64(1)));
        }
        var entries = new List<(EntryAt, long?)>();
        if (parts.Count == 0 && sequenceOfNew is { } number)
        {
            if (EntryOf(number) is { } entry && entry.Facts.TraceId == id && LiveEntries.Has(database, entry.Facts))
                entries.Add((entry, null));
            return entries;
        }
        // Different traces can have the same key.
        foreach (var (sequence, first) in parts)
            if (EntryOf(sequence) is { } entry && entry.Facts.TraceId == id)
                entries.Add((entry, first));
        return entries;
    }

    private bool IsDamaged(TraceId id) => database.Number(
        """
        SELECT count(*) FROM ids WHERE key = $0
            AND EXISTS (SELECT 1 FROM damaged WHERE first <= sequence AND last >= sequence)
        """,
        TraceKey.Of(id)) > 0;
}
