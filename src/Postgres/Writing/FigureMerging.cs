using Tracing.Figures.OverTime;
using Tracing.Postgres.Connecting;

namespace Tracing.Postgres.Writing;

/// <summary>Merges the rows of figures into pages, and removes pages that are too old.</summary>
/// <remarks>One process of the database does it at a time.</remarks>
internal sealed class FigureMerging(Session session, long maxBytes, Action<string> tell)
{
    /// <summary>Number and bytes of rows from which on they are merged.</summary>
    private const int MostRows = 256, LeastBytes = 128 * 1024;

    /// <summary>Rows of one transaction.</summary>
    private const int RowsAtOnce = 2_048;

    /// <summary>The share of the store's size that pages may have.</summary>
    private const int PagesShare = 8;

    public async Task RunAsync(FigureWindow window)
    {
        var waiting = await session.QueryAsync("SELECT count(*), coalesce(sum(length(body)), 0) FROM figure_rows",
            static row => (Rows: row.GetInt64(0), Bytes: row.GetInt64(1))).ConfigureAwait(false);
        if (waiting[0].Rows < MostRows && waiting[0].Bytes < LeastBytes) return;
        while (await MergeAsync(window).ConfigureAwait(false))
        {
        }
        await RemoveAsync(window).ConfigureAwait(false);
    }

    // False: no further rows waited.
    private async Task<bool> MergeAsync(FigureWindow window)
    {
        var (damaged, isLast) = (0, true);
        var transaction = await session.BeginAsync(isSnapshot: false).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Others only insert rows, so those that are read here are those that are deleted.
            var rows = await session.QueryAsync(
                $"SELECT number, body FROM figure_rows ORDER BY number LIMIT {RowsAtOnce}",
                static row => (Number: row.GetInt64(0), Body: row.GetFieldValue<byte[]>(1))).ConfigureAwait(false);
            isLast = rows.Count < RowsAtOnce;
            var added = new FigureTable();
            foreach (var (_, body) in rows)
                if (!FigurePage.TryUnpack(body, added))
                    damaged++;
            await session.ExecuteAsync("DELETE FROM figure_rows WHERE number = ANY($1)", default,
                rows.Select(static row => row.Number).ToArray()).ConfigureAwait(false);
            foreach (var (page, part) in window.Split(added))
                if (!await AddAsync(page, part).ConfigureAwait(false))
                    damaged++;
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        if (damaged > 0) tell($"{damaged} pages of figures over time are damaged and lost; traces are not");
        return !isLast;
    }

    // False: the page was damaged and begins anew.
    private async Task<bool> AddAsync(FigurePage page, FigureTable part)
    {
        var before = await session.QueryAsync("SELECT body FROM figure_pages WHERE level = $1 AND start = $2",
            static row => row.GetFieldValue<byte[]>(0), default, (int)page.Level, page.Start).ConfigureAwait(false);
        var whole = new FigureTable();
        var isWhole = before.Count == 0 || FigurePage.TryUnpack(before[0], whole);
        whole.Add(part);
        await session.ExecuteAsync(
            """
            INSERT INTO figure_pages(level, start, body) VALUES ($1, $2, $3)
                ON CONFLICT (level, start) DO UPDATE SET body = excluded.body
            """,
            default, (int)page.Level, page.Start, FigurePage.Pack(whole, compresses: true)).ConfigureAwait(false);
        return isWhole;
    }

    private async Task RemoveAsync(FigureWindow window)
    {
        var pages = await session.QueryAsync(
            "SELECT level, start, length(body)::bigint FROM figure_pages ORDER BY level, start",
            static row => (Page: new FigurePage((FigureLevel)row.GetInt32(0), row.GetInt64(1)), Bytes: row.GetInt64(2)))
            .ConfigureAwait(false);
        var all = pages.Sum(static one => one.Bytes);
        foreach (var (page, bytes) in pages)
        {
            var isPast = window.IsPast(page);
            if (all <= maxBytes / PagesShare && !isPast) continue;
            await session.ExecuteAsync("DELETE FROM figure_pages WHERE level = $1 AND start = $2", default,
                (int)page.Level, page.Start).ConfigureAwait(false);
            all -= bytes;
            if (!isPast)
            {
                await session.ExecuteAsync("UPDATE figure_facts SET since_minute = greatest(since_minute, $1)", default,
                    page.Start + FigurePage.LengthOf(page.Level)).ConfigureAwait(false);
            }
        }
    }
}
