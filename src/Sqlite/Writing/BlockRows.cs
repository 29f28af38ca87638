using System.Collections.Immutable;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Inserts blocks with their index rows, and deletes them.</summary>
/// <remarks>One owner, who keeps a transaction open.</remarks>
internal sealed class BlockRows(Database database)
{
    /// <summary>Labels whose numbers are cached; when there are more, the cache begins again.</summary>
    private const int MaxLabels = 50_000;

    private readonly Dictionary<(string, string, int), long> _labels = [];

    /// <summary>The last entry of the newest full block that was added, 0 when none was. Older blocks gain nothing
    /// from a merge with newer ones.</summary>
    public long FullUpTo { get; private set; }

    /// <summary>Clears the cached label numbers. Needed after a transaction that failed, because its new labels were
    /// rolled back.</summary>
    public void ForgetLabels() => _labels.Clear();

    public void Add(Block block)
    {
        if (block.IsFull) FullUpTo = Math.Max(FullUpTo, block.Last);
        var entries = block.Entries;
        var header = BlockHeader.Of(block);
        var labels = new ByteSink();
        foreach (var use in block.Labels)
        {
            var label = NumberOf(use);
            labels.Varint((ulong)label);
            database.Execute("INSERT INTO postings(label, first, members) VALUES ($0, $1, $2)",
                label, block.First, Members.Write(use.Entries, entries.Length));
        }
        database.Execute(
            """
            INSERT INTO blocks(first, last, entries, bytes, newest_millis, min_start, max_start, min_duration,
                max_duration, errors, kinds, list, labels, list_sum, head_sum)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            block.First, block.Last, header.Entries, header.Bytes, header.NewestMillis, header.MinStart,
            header.MaxStart, header.MinDuration, header.MaxDuration, header.Errors, header.Kinds, block.List,
            labels.ToArray(), Checksum.OfList(block.First, block.Last, block.List), header.Sum(labels.Written));
        database.Execute("INSERT INTO bodies(first, body) VALUES ($0, $1)", block.First, block.Body);
        database.Execute("INSERT INTO tag_filters(first, filter, sum) VALUES ($0, $1, $2)",
            block.First, block.Filter, Checksum.Of(block.Filter));
    }

    /// <summary>Deletes a block; the caller deletes the rows of ids and revised.</summary>
    /// <returns>The block's entries.</returns>
    /// <exception cref="DamagedBlockException">The list or the header is damaged; nothing was deleted.</exception>
    public ImmutableArray<EntryFacts> Remove(long first)
    {
        ImmutableArray<EntryFacts> entries;
        using (var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first))
        {
            if (!rows.Read()) return [];
            entries = BlockLists.Read(rows).Entries;
        }
        RemoveIndex(first, LabelsOf(first));
        database.Execute("DELETE FROM bodies WHERE first = $0", first);
        return entries;
    }

    /// <summary>Deletes the rows of a block except its body.</summary>
    /// <param name="labels">The numbers of the block's labels; null: they cannot be read.</param>
    public void RemoveIndex(long first, byte[]? labels)
    {
        if (labels is null)
        {
            // Reads the whole index, because its key begins with the label.
            database.Execute("DELETE FROM postings WHERE first = $0", first);
        }
        var from = new ByteSource(labels);
        while (!from.IsAtEnd)
        {
            var label = (long)from.Varint();
            database.Execute("DELETE FROM postings WHERE label = $0 AND first = $1", label, first);
        }
        database.Execute("DELETE FROM tag_filters WHERE first = $0", first);
        database.Execute("DELETE FROM blocks WHERE first = $0", first);
    }

    /// <summary>The numbers of a block's labels.</summary>
    /// <exception cref="DamagedBlockException">The header is damaged.</exception>
    public byte[] LabelsOf(long first)
    {
        using var rows = database.Query($"SELECT {BlockHeaders.ColumnNames} FROM blocks WHERE first = $0", first);
        if (!rows.Read()) return [];
        try
        {
            BlockHeaders.Read(rows, out var labels);
            // Read once to the end: labels of an earlier schema have no checksum.
            for (var from = new ByteSource(labels); !from.IsAtEnd;) from.Varint();
            return labels;
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(first, cause.Message, cause);
        }
    }

    /// <summary>Deletes those of these labels that no block uses any more.</summary>
    public void RemoveUnusedLabels(ReadOnlySpan<byte> labels)
    {
        var from = new ByteSource(labels);
        while (!from.IsAtEnd)
        {
            var label = (long)from.Varint();
            var removed = database.Execute(
                "DELETE FROM labels WHERE label = $0 AND NOT EXISTS (SELECT 1 FROM postings WHERE label = $0)", label);
            if (removed > 0) _labels.Clear();
        }
    }

    /// <summary>Deletes all labels that no block uses.</summary>
    public void RemoveAllUnusedLabels()
    {
        database.Execute("DELETE FROM labels WHERE NOT EXISTS (SELECT 1 FROM postings WHERE label = labels.label)");
        _labels.Clear();
    }

    private long NumberOf(LabelUse use)
    {
        var (operation, kind) = use.Operation is { } name ? (name, (int)use.Kind) : ("", Columns.WholeService);
        if (_labels.TryGetValue((use.Service, operation, kind), out var number)) return number;
        const string Find = "SELECT label FROM labels WHERE service = $0 AND operation = $1 AND kind = $2";
        number = database.Number(Find, use.Service, operation, kind);
        if (number == 0)
        {
            database.Execute(
                "INSERT INTO labels(service, operation, kind) VALUES ($0, $1, $2)", use.Service, operation, kind);
            number = database.Number("SELECT last_insert_rowid()");
        }
        if (_labels.Count >= MaxLabels) _labels.Clear();
        _labels.Add((use.Service, operation, kind), number);
        return number;
    }
}
