using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds the entries that may match a query, by block headers, labels, filters, entry facts and the fields
/// that the spans of a block share; no span is unpacked.</summary>
/// <remarks>One owner.</remarks>
internal sealed class BlockSearch(
    Database database, TraceReader reader, TraceQuery query, SearchBounds bounds, LabelSearch? labels)
{
    private readonly BlockQuery _asked = new(query);

    /// <summary>The entries, those of newer blocks first; for an order by rank, those of blocks that reach a higher
    /// rank first.</summary>
    public IEnumerable<EntryAt> Entries(CancellationToken stopping)
    {
        foreach (var (block, indexes) in Blocks(stopping))
        {
            // Asked last: it needs the body of the block.
            var found = _asked.UsesBodies ? reader.MayMatch(block, _asked) : null;
            foreach (var index in indexes)
                if (found?[index] != false && bounds.Admit(block.Entries[index]))
                    yield return block with { Index = index };
        }
    }

    /// <summary>The blocks in the same order, with the indexes of the entries that may match by their facts.</summary>
    public IEnumerable<(EntryAt Block, List<int> Entries)> Blocks(CancellationToken stopping)
    {
        foreach (var first in query.Order != TraceOrder.Stored ? ByRank()
            : labels is { Labels: { Count: > 1 } several } ? OfSeveral(several) : InOrder(labels?.Labels[0]))
        {
            stopping.ThrowIfCancellationRequested();
            if (ListOf(first) is { } block && CandidatesIn(block) is { Count: > 0 } entries)
                yield return (block, entries);
        }
    }

    // One statement for all of them: a million traces have thousands of blocks, whose filters mostly exclude them.
    private IEnumerable<long> InOrder(long? label)
    {
        object[] values = [.. bounds.Parameters(long.MaxValue, int.MaxValue), label ?? 0];
        using var rows = database.Query(
            $"""
            SELECT first{(_asked.UsesFilters ? ", filter, sum" : "")}
                FROM {(label is null ? "" : "postings JOIN")} {BoundsSql.Headers}
                {(label is null ? "" : "USING (first)")}
                {(_asked.UsesFilters ? "LEFT JOIN tag_filters USING (first)" : "")}
                WHERE {(label is null ? "$9 = 0" : "label = $9")} AND first < $0 AND {BoundsSql.HeaderMatches}
                ORDER BY first DESC LIMIT $8
            """,
            values);
        while (rows.Read())
        {
            var first = rows.GetInt64(0);
            if (!_asked.UsesFilters || rows.IsDBNull(1) || FilterRow.MayMatch(rows, 1, first, _asked))
                yield return first;
        }
    }

    // Names with several labels are rare, and so their blocks are collected first.
    private IEnumerable<long> OfSeveral(IReadOnlyList<long> some)
    {
        var firsts = new HashSet<long>();
        foreach (var label in some)
        {
            using var rows = database.Query("SELECT first FROM postings WHERE label = $0", label);
            while (rows.Read()) firsts.Add(rows.GetInt64(0));
        }
        foreach (var first in firsts.OrderDescending())
        {
            var isAdmitted = database.Number(
                $"SELECT count(*) FROM {BoundsSql.Headers} WHERE first = $0 AND {BoundsSql.HeaderMatches} LIMIT $8",
                bounds.Parameters(first, 1)) > 0;
            if (isAdmitted && FilterAdmits(first)) yield return first;
        }
    }

    // The answer is full with traces of few blocks, and then no other block reaches its last rank.
    private IEnumerable<long> ByRank()
    {
        foreach (var (most, first) in Ranks().OrderDescending())
        {
            if (bounds.Last is { } last && most < SignedNanos.Of(last.Value)) yield break;
            if (FilterAdmits(first)) yield return first;
        }
    }

    private HashSet<(long Most, long First)> Ranks()
    {
        var most = query.Order == TraceOrder.Slowest ? "max_duration" : "max_start";
        var ranks = new HashSet<(long, long)>();
        if (labels is null)
        {
            Read(
                $"""
                SELECT {most}, first FROM {BoundsSql.Headers}
                    WHERE first < $0 AND {BoundsSql.HeaderMatches} LIMIT $8
                """,
                []);
        }
        foreach (var label in labels?.Labels ?? [])
        {
            Read(
                $"""
                SELECT {most}, first FROM postings JOIN {BoundsSql.Headers} USING (first)
                    WHERE label = $9 AND first < $0 AND {BoundsSql.HeaderMatches} LIMIT $8
                """,
                [label]);
        }
        return ranks;

        void Read(string sql, object[] label)
        {
            using var rows = database.Query(sql, [.. bounds.Parameters(long.MaxValue, int.MaxValue), .. label]);
            while (rows.Read()) ranks.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
    }

    private List<int> CandidatesIn(EntryAt block)
    {
        var (entries, candidates) = (block.Entries, new List<int>());
        var members = labels?.MembersOf(block.First, entries.Length);
        for (var i = entries.Length - 1; i >= 0; i--)
            if (members?[i] != false && bounds.Admit(entries[i]))
                candidates.Add(i);
        if (query.Order != TraceOrder.Stored)
            candidates.Sort((one, other) => bounds.RankOf(entries[other]).CompareTo(bounds.RankOf(entries[one])));
        return candidates;
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
