using Tracing.Keeping;
using Tracing.Sqlite.Files;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds revised traces that may match a query, newest first. Block headers describe single parts, so these
/// traces have a table of their own.</summary>
/// <remarks>One owner.</remarks>
internal sealed class RevisedSearch(Database database, TraceQuery query)
{
    private const int Page = 64;

    private readonly Bounds _bounds = Bounds.Of(query);

    public IEnumerable<(long FirstSequence, long Key)> Find(CancellationToken stopping)
    {
        var before = long.MaxValue;
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var page = Read(before);
            foreach (var one in page) yield return one;
            if (page.Count < Page) yield break;
            before = page[^1].FirstSequence;
        }
    }

    private List<(long FirstSequence, long Key)> Read(long before)
    {
        using var rows = database.Query(
            """
            SELECT place, key FROM revised WHERE place < $0 AND start BETWEEN $1 AND $2
                AND max(end - start, 0) BETWEEN $3 AND $4 AND errors >= $5 ORDER BY place DESC LIMIT $6
            """,
            before, _bounds.MinStart, _bounds.MaxStart, _bounds.MinDuration, _bounds.MaxDuration,
            _bounds.MinErrors, Page);
        var page = new List<(long, long)>();
        while (rows.Read()) page.Add((rows.GetInt64(0), rows.GetInt64(1)));
        return page;
    }
}
