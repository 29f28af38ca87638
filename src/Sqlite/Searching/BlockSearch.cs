using System.Collections;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds the entries that may match a query, newest first, by block headers and entry facts; no span is
/// unpacked.</summary>
/// <remarks>One owner.</remarks>
internal sealed class BlockSearch(Database database, SearchBounds bounds, LabelSearch? labels, TagSearch tags)
{
    private const int LeastPage = 1, MostPage = 64;

    public IEnumerable<EntryAt> Entries(CancellationToken stopping) =>
        labels is null ? InAllBlocks(stopping) : InLabelledBlocks(labels, stopping);

    private IEnumerable<EntryAt> InLabelledBlocks(LabelSearch search, CancellationToken stopping)
    {
        while (search.Next() is { } first)
        {
            stopping.ThrowIfCancellationRequested();
            var block = Read(
                $"""
                SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0 AND {BoundsSql.HeaderMatches} LIMIT $8
                """,
                first, 1);
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
                SELECT {BlockLists.ColumnNames} FROM blocks WHERE first < $0 AND {BoundsSql.HeaderMatches}
                    ORDER BY first DESC LIMIT $8
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
            if ((members is not null && !members[i]) || !bounds.Admit(block.Entries[i])) continue;
            // Asked once, at the first entry that passes: it is the most expensive check.
            if (!mayMatch && !tags.MayMatch(block.First, block.Last)) yield break;
            mayMatch = true;
            yield return block with { Index = i };
        }
    }

    private List<EntryAt> Read(string sql, long at, int rowCount)
    {
        using var rows = database.Query(sql, bounds.Parameters(at, rowCount));
        var blocks = new List<EntryAt>();
        while (rows.Read()) blocks.Add(BlockLists.Read(rows));
        return blocks;
    }
}
