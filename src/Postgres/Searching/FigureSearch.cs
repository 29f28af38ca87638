using Tracing.Figures.OverTime;
using Tracing.Postgres.Connecting;

namespace Tracing.Postgres.Searching;

/// <summary>Reads figures over time, in one state of the database.</summary>
internal static class FigureSearch
{
    public static async Task<FigureAnswer> FindAsync(Session session, FigureQuery query, CancellationToken stopping)
    {
        var reading = new FigureReading(query);
        var pages = await session.QueryAsync(
            "SELECT body FROM figure_pages WHERE level = $1 AND start > $2 AND start < $3",
            static row => row.GetFieldValue<byte[]>(0), stopping, (int)query.Level,
            query.FromMinute - FigurePage.LengthOf(query.Level), query.UntilMinute).ConfigureAwait(false);
        foreach (var page in pages) reading.Add(page);
        var rows = await session.QueryAsync(
            "SELECT body FROM figure_rows", static row => row.GetFieldValue<byte[]>(0), stopping).ConfigureAwait(false);
        foreach (var row in rows) reading.Add(row);
        return reading.End(await session.NumberAsync("SELECT max(since_minute) FROM figure_facts", stopping)
            .ConfigureAwait(false));
    }
}
