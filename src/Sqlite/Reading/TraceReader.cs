using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Reading;

/// <summary>Reads traces over one connection. A trace that was put in several parts is united.</summary>
/// <remarks>The caller owns the connection and keeps a transaction open, because the writer may merge blocks
/// meanwhile.</remarks>
internal sealed class TraceReader(Database database, BlockCache cache)
{
    /// <summary>The entries of a trace; empty: the store does not have it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ImmutableArray<(long Sequence, long? FirstSequence)> PartsOf(TraceId id)
    {
        var parts = ImmutableArray.CreateBuilder<(long, long?)>();
        using (var rows = database.Query("SELECT sequence, place FROM ids WHERE key = $0", TraceKey.Of(id)))
        {
            while (rows.Read()) parts.Add((rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetInt64(1)));
        }
        // Different traces can have the same key.
        for (var i = parts.Count - 1; i >= 0; i--)
            if (EntryOf(parts[i].Item1) is not { } entry || entry.Facts.TraceId != id)
                parts.RemoveAt(i);
        return parts.DrainToImmutable();
    }

    public KeptTrace? Read(TraceId id)
    {
        var parts = PartsOf(id);
        return parts.IsEmpty ? null : Read(parts.Select(part => part.Sequence));
    }

    public KeptTrace Read(IEnumerable<long> sequences)
    {
        var parts = new List<KeptTrace>();
        foreach (var sequence in sequences)
        {
            if (EntryOf(sequence) is not { } at) throw new InvalidDataException("an entry is not in its block");
            parts.Add(Read(at));
        }
        return KeptTrace.Unite([.. parts]);
    }

    public KeptTrace Read(in EntryAt at) => BodyOf(at.First, at.Last).Read(at.Index, at.Facts.TraceId);

    public EntryAt? EntryOf(long sequence)
    {
        using var rows = database.Query(
            "SELECT first, last, list FROM blocks WHERE first <= $0 ORDER BY first DESC LIMIT 1", sequence);
        if (!rows.Read()) return null;
        var entries = EntryList.Read(Columns.Blob(rows, 2));
        for (var i = 0; i < entries.Length; i++)
            if (entries[i].Sequence == sequence)
                return new EntryAt(rows.GetInt64(0), rows.GetInt64(1), entries, i);
        return null;
    }

    public BlockReader BodyOf(long first, long last)
    {
        if (cache.Find(first, last) is { } known) return known;
        using var rows = database.Query("SELECT body FROM bodies WHERE first = $0", first);
        if (!rows.Read()) throw new InvalidDataException("a block has no body");
        var block = new BlockReader(Columns.Blob(rows, 0));
        cache.Add(first, last, block);
        return block;
    }
}
