using System.Runtime.CompilerServices;
using Npgsql;
using Tracing.Postgres.Connecting;
using Tracing.Storage.Searching;

namespace Tracing.Postgres.Searching;

/// <summary>Finds the blocks that may have traces of an answer, newest first, by their headers and labels.</summary>
/// <remarks>One owner.</remarks>
/// <param name="labels">The labels of which a block must have one; null: any block.</param>
/// <param name="wantsFilter">True: the blocks come with their attribute filters.</param>
internal sealed class BlockSearch(Session session, SearchBounds bounds, long[]? labels, bool wantsFilter)
{
    private const int LeastPage = 4, MostPage = 128;

    /// <summary>Filters exclude most blocks, so many are read at once.</summary>
    private const int FilteredPage = 256;

    private const string HeaderMatches = """
        b.max_start + b.max_duration >= $2 AND b.min_start <= $3 AND b.max_start >= $4
        AND b.max_duration >= $5 AND b.min_duration <= $6 AND b.errors >= $7 AND (b.kinds & $8) <> 0
        """;

    // The lists of blocks that a filter excludes would be read for nothing.
    private readonly string _columns =
        $"b.slot, b.first, b.last, {(wantsFilter ? "NULL::bytea, b.filter" : "b.list, ''::bytea")}";

    public async IAsyncEnumerable<FoundBlock> BlocksAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        var (before, size) = (long.MaxValue, wantsFilter ? FilteredPage : LeastPage);
        while (true)
        {
            var page = await PageAsync(before, size, stopping).ConfigureAwait(false);
            foreach (var block in page) yield return block;
            if (page.Count < size) yield break;
            (before, size) = (page[^1].First, wantsFilter ? FilteredPage : Math.Min(MostPage, size * 2));
        }
    }

    private Task<List<FoundBlock>> PageAsync(long before, int size, CancellationToken stopping)
    {
        var values = bounds.Parameters(before, size);
        if (labels is null)
        {
            return session.QueryAsync(
                $"""
                SELECT {_columns} FROM blocks b
                    WHERE b.first < $1 AND {HeaderMatches} ORDER BY b.first DESC LIMIT $9
                """,
                static rows => Read(rows, null), stopping, values);
        }
        if (labels.Length == 1)
        {
            // One label needs no grouping, so its index gives the order.
            return session.QueryAsync(
                $"""
                SELECT {_columns}, ARRAY[p.members] FROM postings p
                    JOIN blocks b ON b.slot = p.slot AND b.first = p.first
                    WHERE p.label = $10 AND p.first < $1 AND {HeaderMatches} ORDER BY p.first DESC LIMIT $9
                """,
                ReadLabelled, stopping, [.. values, labels[0]]);
        }
        return session.QueryAsync(
            $"""
            SELECT {_columns}, p.members FROM (
                    SELECT slot, first, array_agg(members) AS members FROM postings
                    WHERE label = ANY($10) AND first < $1 GROUP BY slot, first) p
                JOIN blocks b ON b.slot = p.slot AND b.first = p.first
                WHERE {HeaderMatches} ORDER BY b.first DESC LIMIT $9
            """,
            ReadLabelled, stopping, [.. values, labels]);
    }

    private static FoundBlock ReadLabelled(NpgsqlDataReader rows) => Read(rows, rows.GetFieldValue<byte[][]>(5));

    private static FoundBlock Read(NpgsqlDataReader rows, byte[][]? members) => new(
        rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2),
        rows.IsDBNull(3) ? null : rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4), members);
}
