using System.Runtime.CompilerServices;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Storage;
using Tracing.Storage.Searching;

namespace Tracing.Postgres.Searching;

/// <summary>Finds revised traces that may match a query, newest first. Block headers describe single parts, so these
/// traces have a table of their own.</summary>
/// <remarks>One owner.</remarks>
internal sealed class RevisedSearch(
    Session session, TraceReader reader, SearchBounds bounds, Action<DamagedBlockException> damaged)
{
    private const int Page = 64;

    private const string Matches = """
        greatest(start_nanos, end_nanos) >= $2 AND start_nanos <= $3 AND start_nanos >= $4
        AND greatest(end_nanos - start_nanos, 0) >= $5 AND greatest(end_nanos - start_nanos, 0) <= $6
        AND errors >= $7 AND $8 <> 0
        """;

    public async IAsyncEnumerable<(long Place, KeptTrace Trace)> TracesAsync(
        [EnumeratorCancellation] CancellationToken stopping)
    {
        for (var before = long.MaxValue; ;)
        {
            var page = await session.QueryAsync(
                $"SELECT place, key FROM revised WHERE place < $1 AND {Matches} ORDER BY place DESC LIMIT $9",
                static rows => (Place: rows.GetInt64(0), Key: rows.GetInt64(1)), stopping,
                bounds.Parameters(before, Page)).ConfigureAwait(false);
            if (page.Count == 0) yield break;
            var parts = await reader.PartsOfAsync([.. page.Select(static one => one.Key)], stopping)
                .ConfigureAwait(false);
            foreach (var (place, key) in page)
            {
                var read = await reader.ReadAsync(
                    null, parts[key].Where(part => part.Place == place), damaged, stopping).ConfigureAwait(false);
                // Without any part: all of them are damaged.
                if (read.Count > 0) yield return (place, KeptTrace.Unite([.. read.Select(static one => one.Trace)]));
            }
            before = page[^1].Place;
        }
    }
}
