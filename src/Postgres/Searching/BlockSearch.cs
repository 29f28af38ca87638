using System.Runtime.CompilerServices;
using Npgsql;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Storage;
using Tracing.Storage.Searching;

namespace Tracing.Postgres.Searching;

/// <summary>Finds the blocks that may have traces of an answer, by their headers, labels and filters: the newest first;
/// for an order by rank, those that reach a higher rank first.</summary>
/// <remarks>One owner.</remarks>
/// <param name="labels">The labels of which a block must have one; null: any block.</param>
internal sealed class BlockSearch(
    Session session, TraceReader reader, SearchBounds bounds, TraceOrder order, long[]? labels, BlockQuery asked)
{
    private const int LeastPage = 4, MostPage = 128;

    /// <summary>Filters exclude most blocks, so many are read at once.</summary>
    private const int FilteredPage = 1_024;

    private const string HeaderMatches = """
        b.max_duration >= $2 - b.max_start AND b.min_start <= $3 AND b.max_start >= $4
        AND b.max_duration >= $5 AND b.min_duration <= $6 AND b.errors >= $7 AND (b.kinds & $8) <> 0
        """;

    private static readonly FoundBlock _beforeAll = new(0, long.MaxValue, 0, null, null, long.MaxValue);

    // The lists of blocks that a filter excludes would be read for nothing.
    private readonly string _columns = "b.slot, b.first, b.last, "
        + $"{(asked.UsesFilters ? "NULL::bytea" : "b.list")}, {MostOf(order) ?? "0::bigint"}";

    // What comes after the last block of a page, whose place is in $1 and $10.
    private readonly string _after = MostOf(order) is { } most ? $"({most}, b.first) < ($10, $1)" : "b.first < $1";

    private readonly string _order = $"{(MostOf(order) is { } most ? most + " DESC, " : "")}b.first DESC";

    public async IAsyncEnumerable<FoundBlock> BlocksAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        await foreach (var page in PagesAsync(stopping).ConfigureAwait(false))
            foreach (var block in page)
                yield return block;
    }

    public async IAsyncEnumerable<List<FoundBlock>> PagesAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        var (last, size) = (_beforeAll, asked.UsesFilters ? FilteredPage : LeastPage);
        while (true)
        {
            var page = await PageAsync(last, size, stopping).ConfigureAwait(false);
            var isLast = page.Count < size;
            if (!isLast) (last, size) = (page[^1], asked.UsesFilters ? FilteredPage : Math.Min(MostPage, size * 2));
            if (!asked.UsesFilters) yield return page;
            else
            {
                // A few at first: an answer may be full with them, before the filters of all others are read.
                for (var (at, count) = (0, LeastPage); at < page.Count; (at, count) = (at + count, count * 4))
                {
                    // The answer may have become full, and then the blocks that are left do not reach its last rank.
                    var some = page.GetRange(at, Math.Min(count, page.Count - at)).FindAll(Reaches);
                    if (some.Count == 0) yield break;
                    yield return await AdmittedAsync(some, stopping).ConfigureAwait(false);
                }
            }
            if (isLast) yield break;
        }
    }

    // Those of the blocks that their filters do not exclude.
    private async Task<List<FoundBlock>> AdmittedAsync(List<FoundBlock> blocks, CancellationToken stopping)
    {
        var filters = await reader.FiltersOfAsync(
            [.. blocks.Select(static block => (block.First, block.Last))], stopping).ConfigureAwait(false);
        return [.. blocks.Where((_, at) => filters[at] is not { } filter || asked.MayMatch(filter, bounds))];
    }

    private bool Reaches(FoundBlock block) => order == TraceOrder.Stored
        || bounds.Last is not { } rank || block.Most >= SignedNanos.Of(rank.Value);

    // Null: the order is that of the blocks.
    private static string? MostOf(TraceOrder order) => order switch
    {
        TraceOrder.Newest => "b.max_start",
        TraceOrder.Slowest => "b.max_duration",
        _ => null,
    };

    private Task<List<FoundBlock>> PageAsync(FoundBlock last, int size, CancellationToken stopping)
    {
        object[] values = [.. bounds.Parameters(last.First, size), last.Most];
        if (labels is null)
        {
            return session.QueryAsync(
                $"""
                SELECT {_columns} FROM blocks b
                    WHERE {_after} AND {HeaderMatches} ORDER BY {_order} LIMIT $9
                """,
                static rows => Read(rows, null), stopping, values);
        }
        if (labels.Length == 1)
        {
            // One label needs no grouping, so its index gives the order of the blocks.
            var inOrder = order == TraceOrder.Stored;
            return session.QueryAsync(
                $"""
                SELECT {_columns}, ARRAY[p.members] FROM postings p
                    JOIN blocks b ON b.slot = p.slot AND b.first = p.first
                    WHERE p.label = $11 AND {(inOrder ? "p.first < $1" : _after)} AND {HeaderMatches}
                    ORDER BY {(inOrder ? "p.first DESC" : _order)} LIMIT $9
                """,
                ReadLabelled, stopping, [.. values, labels[0]]);
        }
        return session.QueryAsync(
            $"""
            SELECT {_columns}, p.members FROM (
                    SELECT slot, first, array_agg(members) AS members FROM postings
                    WHERE label = ANY($11) GROUP BY slot, first) p
                JOIN blocks b ON b.slot = p.slot AND b.first = p.first
                WHERE {_after} AND {HeaderMatches} ORDER BY {_order} LIMIT $9
            """,
            ReadLabelled, stopping, [.. values, labels]);
    }

    private static FoundBlock ReadLabelled(NpgsqlDataReader rows) => Read(rows, rows.GetFieldValue<byte[][]>(5));

    private static FoundBlock Read(NpgsqlDataReader rows, byte[][]? members) => new(
        rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2), rows.IsDBNull(3) ? null : rows.GetFieldValue<byte[]>(3),
        members, rows.GetInt64(4));
}
