using System.Collections.Immutable;
using Tracing.Storage.Files;
using Tracing.Storage.Packing;
using Tracing.Storage.Reading;
using Tracing.Storage.Searching;

namespace Tracing.Storage.Writing;

/// <summary>Puts blocks into the tables and takes them out again, with what leads to them.</summary>
/// <remarks>One owner, with a transaction open.</remarks>
internal sealed class BlockTable(Database database)
{
    /// <summary>Labels whose numbers are remembered; a system with more looks them up again.</summary>
    private const int MaxLabels = 50_000;

    /// <summary>The kind under which a service as a whole stands.</summary>
    public const int WholeService = -1;

    private readonly Dictionary<(string, string, int), long> _labels = [];

    /// <summary>Numbers and times are wider than SQLite's; the few beyond are taken for its largest.</summary>
    public static long Clamp(ulong nanos) => (long)Math.Min(nanos, long.MaxValue);

    /// <summary>After a transaction that failed: what it had put in is not there.</summary>
    public void ForgetLabels() => _labels.Clear();

    public void Add(Block block)
    {
        var entries = block.Entries;
        int kinds = 0, errors = 0;
        ulong minStart = ulong.MaxValue, maxStart = 0, minDuration = ulong.MaxValue, maxDuration = 0;
        foreach (var entry in entries)
        {
            kinds |= 1 << (int)entry.Kind;
            errors += entry.HasErrors ? 1 : 0;
            minStart = Math.Min(minStart, entry.StartUnixNanos);
            maxStart = Math.Max(maxStart, entry.StartUnixNanos);
            minDuration = Math.Min(minDuration, entry.DurationNanos);
            maxDuration = Math.Max(maxDuration, entry.DurationNanos);
        }
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
                max_duration, errors, kinds, list, labels) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            block.First, block.Last, entries.Length, block.Body.Length, block.NewestUnixMillis, Clamp(minStart),
            Clamp(maxStart), Clamp(minDuration), Clamp(maxDuration), errors, kinds, block.List, labels.ToArray());
        database.Execute("INSERT INTO bodies(first, body) VALUES ($0, $1)", block.First, block.Body);
        database.Execute("INSERT INTO tag_filters(first, filter) VALUES ($0, $1)", block.First, block.TagFilter);
    }

    /// <summary>Takes the block out; the traces that lead to it are the caller's.</summary>
    /// <returns>What was in it.</returns>
    public ImmutableArray<EntryFacts> Remove(long first)
    {
        ImmutableArray<EntryFacts> entries;
        byte[] labels;
        using (var rows = database.Query("SELECT list, labels FROM blocks WHERE first = $0", first))
        {
            if (!rows.Read()) return [];
            entries = EntryList.Read(TraceReader.Blob(rows, 0));
            labels = TraceReader.Blob(rows, 1);
        }
        var from = new ByteSource(labels);
        while (!from.IsAtEnd)
        {
            var label = (long)from.Varint();
            database.Execute("DELETE FROM postings WHERE label = $0 AND first = $1", label, first);
        }
        database.Execute("DELETE FROM bodies WHERE first = $0", first);
        database.Execute("DELETE FROM tag_filters WHERE first = $0", first);
        database.Execute("DELETE FROM blocks WHERE first = $0", first);
        return entries;
    }

    /// <summary>Names that no block has any longer.</summary>
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

    private long NumberOf(LabelUse use)
    {
        var (operation, kind) = use.Operation is { } name ? (name, (int)use.Kind) : ("", WholeService);
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
