using System.Collections;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds the entries that may match a query, newest first, by block headers and entry facts; no span is
/// unpacked.</summary>
/// <remarks>One owner.</remarks>
internal sealed class BlockSearch(Database database, TraceQuery query, LabelSearch? labels, TagSearch tags)
{
    private const int LeastPage = 1, MostPage = 64;

    private const string HeaderMatches = """
        max_start >= $1 AND min_start <= $2 AND max_duration >= $3 AND min_duration <= $4
        AND errors >= $5 AND (kinds & $6) <> 0
        """;

    private readonly Bounds _bounds = Bounds.Of(query);

    public IEnumerable<EntryAt> Entries(CancellationToken stopping) =>
        labels is null ? InAllBlocks(stopping) : InLabelledBlocks(labels, stopping);

    private IEnumerable<EntryAt> InLabelledBlocks(LabelSearch search, CancellationToken stopping)
    {
        while (search.Next() is { } first)
        {
            stopping.ThrowIfCancellationRequested();
            var block = Read(
                $"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0 AND {HeaderMatches}", first, null);
            if (block.Count == 0)
            {
                search.Skip(first);
                continue;
            }
            var members = search.ReadMembers(first, block[0].Entries.Length);
            foreach (var entry in Matching(block[0], members)) yield return entry;
        }
    }

    private IEnumerable<EntryAt> InAllBlocks(CancellationToken stopping)
    {
        var (before, size) = (long.MaxValue, LeastPage);
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var blocks = Read(
                $"""
                SELECT {BlockLists.ColumnNames} FROM blocks WHERE first < $0 AND {HeaderMatches}
                    ORDER BY first DESC LIMIT $7
                """,
                before, size);
            foreach (var block in blocks)
                foreach (var entry in Matching(block, null))
                    yield return entry;
            if (blocks.Count < size) yield break;
            (before, size) = (blocks[^1].First, Math.Min(MostPage, size * 2));
        }
    }

    private IEnumerable<EntryAt> Matching(EntryAt block, BitArray? members)
    {
        var mayMatch = false;
        for (var i = block.Entries.Length - 1; i >= 0; i--)
        {
            if ((members is not null && !members[i]) || !block.Entries[i].Matches(query)) continue;
            // Asked once, at the first entry that passes: it is the most expensive check.
            if (!mayMatch && !tags.MayMatch(block.First, block.Last)) yield break;
            mayMatch = true;
            yield return block with { Index = i };
        }
    }

    private List<EntryAt> Read(string sql, long at, int? limit)
    {
        var (min, max, minDuration, maxDuration, errors, kinds) = _bounds;
        using var rows = limit is { } most
            ? database.Query(sql, at, min, max, minDuration, maxDuration, errors, kinds, most)
            : database.Query(sql, at, min, max, minDuration, maxDuration, errors, kinds);
        var blocks = new List<EntryAt>();
        while (rows.Read()) blocks.Add(BlockLists.Read(rows));
        return blocks;
    }
}
