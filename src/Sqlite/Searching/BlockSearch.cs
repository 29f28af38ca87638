using System.Collections;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds the entries that may match a query, by block headers, filters, entry facts and the fields that the spans of
/// a block share; no span is unpacked.</summary>
/// <remarks>One owner.</remarks>
internal sealed class BlockSearch(
    Database database, TraceReader reader, TraceQuery query, SearchBounds bounds, LabelSearch? labels)
{
    private readonly BlockQuery _asked = new(query);

    /// <summary>The entries, those of newer blocks first; for an order by rank, those of blocks that reach a higher rank
    /// first.</summary>
    public IEnumerable<EntryAt> Entries(CancellationToken stopping)
    {
        foreach (var (first, members) in query.Order != TraceOrder.Stored ? Ranked(stopping)
            : labels is null ? InAllBlocks(stopping) : InLabelledBlocks(labels, stopping))
        {
            if (ListOf(first) is not { } block) continue;
            foreach (var index in CandidatesIn(block, members(block.Entries.Length)))
                if (bounds.Admit(block.Entries[index]))
                    yield return block with { Index = index };
        }
    }

    private IEnumerable<(long First, Func<int, BitArray?> Members)> InLabelledBlocks(
        LabelSearch search, CancellationToken stopping)
    {
        while (search.Next() is { } first)
        {
            stopping.ThrowIfCancellationRequested();
            var isAdmitted = database.Number(
                $"SELECT count(*) FROM blocks WHERE first = $0 AND {BoundsSql.HeaderMatches} LIMIT $8",
                bounds.Parameters(first, 1)) > 0;
            if (isAdmitted && FilterAdmits(first)) yield return (first, entries => search.ReadMembers(first, entries));
            else search.Skip(first);
        }
    }

    private IEnumerable<(long First, Func<int, BitArray?> Members)> InAllBlocks(CancellationToken stopping)
    {
        using var rows = database.Query(
            $"""
            SELECT first{(_asked.UsesFilters ? ", filter, sum" : "")} FROM blocks {(_asked.UsesFilters
                ? "LEFT JOIN tag_filters USING (first)" : "")}
                WHERE first < $0 AND {BoundsSql.HeaderMatches} ORDER BY first DESC LIMIT $8
            """,
            bounds.Parameters(long.MaxValue, int.MaxValue));
        while (rows.Read())
        {
            stopping.ThrowIfCancellationRequested();
            var first = rows.GetInt64(0);
            if (!_asked.UsesFilters || rows.IsDBNull(1) || FilterRow.MayMatch(rows, 1, first, _asked))
                yield return (first, static _ => null);
        }
    }

    // The answer is full with traces of few blocks, and then no other block reaches its last rank.
    private IEnumerable<(long First, Func<int, BitArray?> Members)> Ranked(CancellationToken stopping)
    {
        foreach (var (most, first) in BlocksByRank())
        {
            stopping.ThrowIfCancellationRequested();
            if (bounds.Last is { } last && most < SignedNanos.Of(last.Value)) yield break;
            if (FilterAdmits(first)) yield return (first, entries => labels?.MembersOf(first, entries));
        }
    }

    private List<(long Most, long First)> BlocksByRank()
    {
        var most = query.Order == TraceOrder.Slowest ? "max_duration" : "max_start";
        var blocks = new HashSet<(long, long)>();
        if (labels is null)
            Read($"SELECT {most}, first FROM blocks WHERE first < $0 AND {BoundsSql.HeaderMatches} LIMIT $8", null);
        foreach (var label in labels?.Labels ?? [])
        {
            Read(
                $"""
                SELECT {most}, first FROM postings JOIN blocks USING (first)
                    WHERE label = $9 AND first < $0 AND {BoundsSql.HeaderMatches} LIMIT $8
                """,
                label);
        }
        return [.. blocks.OrderDescending()];

        void Read(string sql, long? label)
        {
            var values = bounds.Parameters(long.MaxValue, int.MaxValue);
            using var rows = database.Query(sql, label is { } one ? [.. values, one] : values);
            while (rows.Read()) blocks.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
    }

    private IEnumerable<int> CandidatesIn(EntryAt block, BitArray? members)
    {
        var entries = block.Entries;
        var admitted = new List<int>();
        for (var i = entries.Length - 1; i >= 0; i--)
            if (members?[i] != false && bounds.Admit(entries[i]))
                admitted.Add(i);
        if (admitted.Count == 0) return admitted;
        if (query.Order != TraceOrder.Stored)
            admitted.Sort((one, other) => bounds.RankOf(entries[other]).CompareTo(bounds.RankOf(entries[one])));
        // Asked last: it needs the body of the block.
        return _asked.UsesBodies && reader.MayMatch(block, _asked) is { } found
            ? admitted.Where(index => found[index]) : admitted;
    }

    private bool FilterAdmits(long first)
    {
        if (!_asked.UsesFilters) return true;
        using var rows = database.Query("SELECT filter, sum FROM tag_filters WHERE first = $0", first);
        return !rows.Read() || FilterRow.MayMatch(rows, 0, first, _asked);
    }

    private EntryAt? ListOf(long first)
    {
        using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
        return rows.Read() ? BlockLists.Read(rows) : null;
    }
}
