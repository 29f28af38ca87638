using Tracing.Sqlite.Files;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Finds revised traces that may match a query, newest first. Block headers describe single parts, so these
/// traces have a table of their own.</summary>
/// <remarks>One owner.</remarks>
internal sealed class RevisedSearch(Database database, SearchBounds bounds)
{
    private const int Page = 64;

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
            $"""
            SELECT place, key FROM revised WHERE place < $0 AND {BoundsSql.RevisedMatches}
                ORDER BY place DESC LIMIT $8
            """,
            bounds.Parameters(before, Page));
        var page = new List<(long, long)>();
        while (rows.Read()) page.Add((rows.GetInt64(0), rows.GetInt64(1)));
        return page;
    }
}
