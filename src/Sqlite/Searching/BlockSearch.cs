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
        // Bodies are asked last: they have to be decompressed.
        var blocks = _asked.UsesBodies ? new BodySearch(reader, _asked).In(Blocks(stopping)) : Blocks(stopping);
        foreach (var (block, indexes) in blocks)
            foreach (var index in indexes)
                if (bounds.Admit(block.Entries[index]))
                    yield return block with { Index = index };
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

    // One statement for all of them: a million traces have thousands of blocks.
    private IEnumerable<long> InOrder(long? label)
    {
        object[] values = [.. bounds.Parameters(long.MaxValue, int.MaxValue), label ?? 0];
        using var rows = database.Query(
            $"""
            SELECT first, last FROM {(label is null ? "" : "postings JOIN")} {BoundsSql.Headers}
                {(label is null ? "" : "USING (first)")}
                WHERE {(label is null ? "$9 = 0" : "label = $9")} AND first < $0 AND {BoundsSql.HeaderMatches}
                ORDER BY first DESC LIMIT $8
            """,
            values);
        while (rows.Read())
        {
            var first = rows.GetInt64(0);
            if (FilterAdmits(first, rows.GetInt64(1))) yield return first;
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
            var last = database.Number(
                $"SELECT last FROM {BoundsSql.Headers} WHERE first = $0 AND {BoundsSql.HeaderMatches} LIMIT $8",
                bounds.Parameters(first, 1));
            if (last > 0 && FilterAdmits(first, last)) yield return first;
        }
    }

    // The answer is full with traces of few blocks, and then no other block reaches its last rank.
    private IEnumerable<long> ByRank()
    {
        foreach (var (most, first, last) in Ranks().OrderDescending())
        {
            if (bounds.Last is { } rank && most < SignedNanos.Of(rank.Value)) yield break;
            if (FilterAdmits(first, last)) yield return first;
        }
    }

    private HashSet<(long Most, long First, long Last)> Ranks()
    {
        var most = query.Order == TraceOrder.Slowest ? "max_duration" : "max_start";
        var ranks = new HashSet<(long, long, long)>();
        if (labels is null)
        {
            Read(
                $"""
                SELECT {most}, first, last FROM {BoundsSql.Headers}
                    WHERE first < $0 AND {BoundsSql.HeaderMatches} LIMIT $8
                """,
                []);
        }
        foreach (var label in labels?.Labels ?? [])
        {
            Read(
                $"""
                SELECT {most}, first, last FROM postings JOIN {BoundsSql.Headers} USING (first)
                    WHERE label = $9 AND first < $0 AND {BoundsSql.HeaderMatches} LIMIT $8
                """,
                [label]);
        }
        return ranks;

        void Read(string sql, object[] label)
        {
            using var rows = database.Query(sql, [.. bounds.Parameters(long.MaxValue, int.MaxValue), .. label]);
            while (rows.Read()) ranks.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)));
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

    private bool FilterAdmits(long first, long last) => !_asked.UsesFilters
        || reader.FilterOf(first, last) is not { } filter || _asked.MayMatch(filter, bounds);

    private EntryAt? ListOf(long first)
    {
        using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
        return rows.Read() ? BlockLists.Read(rows) : null;
    }
}
