using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Sqlite.Files;

namespace Tracing.Sqlite.Writing;

/// <summary>Stores figures over time: what each transaction counted as a row of its own, which is cheap, and merges
/// these rows into pages now and then.</summary>
/// <remarks>One owner, who keeps a transaction open while it counts.</remarks>
internal sealed class FigureRows
{
    /// <summary>Number and bytes of rows from which on they are merged. While pages are larger than that, their size
    /// counts, so that merging costs no more than counting did.</summary>
    private const int MostRows = 1_024, LeastBytes = 128 * 1024;

    /// <summary>The share of the store's size that pages may have.</summary>
    private const int PagesShare = 8;

    private readonly Database _database;
    private readonly SpanFigures _spans = new();
    private long _rows, _rowBytes, _written;
    private long _pageBytes;

    public FigureRows(Database database)
    {
        _database = database;
        _rows = database.Number("SELECT count(*) FROM figure_rows");
        _rowBytes = database.Number("SELECT sum(length(body)) FROM figure_rows");
    }

    /// <summary>Counts the spans of an entry that is stored.</summary>
    public void Add(KeptTrace entry) => _spans.Add(entry.Raw.AsSpan(), entry.Decision.Weight);

    /// <summary>Takes back the spans of an entry that another one replaces.</summary>
    public void Remove(KeptTrace entry) => _spans.Remove(entry.Raw.AsSpan(), entry.Decision.Weight);

    /// <summary>Stores what was counted in this transaction.</summary>
    public void Insert()
    {
        if (_spans.Table.CellCount == 0) return;
        var body = FigurePage.Pack(_spans.Table, compresses: false);
        _database.Execute("INSERT INTO figure_rows(body) VALUES ($0)", body);
        _written = body.Length;
    }

    /// <summary>Call it after the transaction.</summary>
    public void Ended(bool isStored)
    {
        if (isStored && _written > 0) (_rows, _rowBytes) = (_rows + 1, _rowBytes + _written);
        _written = 0;
        _spans.Table.Clear();
    }

    /// <summary>Merges rows into pages when there are many, and removes pages that are too old.</summary>
    /// <returns>Number of rows and pages that were damaged and are lost.</returns>
    public int Tidy(FigureWindow window, long maxBytes)
    {
        if (_rows < MostRows && _rowBytes < Math.Max(LeastBytes, _pageBytes)) return 0;
        using var transaction = _database.Begin(writes: true);
        var (added, damaged) = (new FigureTable(), 0);
        using (var rows = _database.Query("SELECT body FROM figure_rows ORDER BY number"))
            while (rows.Read())
                if (!FigurePage.TryUnpack(Columns.BlobOrEmpty(rows, 0), added))
                    damaged++;
        _database.Execute("DELETE FROM figure_rows");
        var bytes = 0L;
        foreach (var (page, part) in window.Split(added))
        {
            var whole = new FigureTable();
            if (Find(page) is { } before && !FigurePage.TryUnpack(before, whole)) damaged++;
            whole.Add(part);
            var packed = FigurePage.Pack(whole, compresses: true);
            _database.Execute("INSERT OR REPLACE INTO figure_pages(level, start, body) VALUES ($0, $1, $2)",
                (int)page.Level, page.Start, packed);
            bytes += packed.Length;
        }
        Remove(window, maxBytes / PagesShare);
        transaction.Commit();
        (_rows, _rowBytes, _pageBytes) = (0, 0, bytes);
        return damaged;
    }

    private byte[]? Find(FigurePage page)
    {
        using var rows = _database.Query(
            "SELECT body FROM figure_pages WHERE level = $0 AND start = $1", (int)page.Level, page.Start);
        return rows.Read() ? Columns.BlobOrEmpty(rows, 0) : null;
    }

    private void Remove(FigureWindow window, long maxBytes)
    {
        var pages = new List<(FigurePage Page, long Bytes)>();
        using (var rows = _database.Query("SELECT level, start, length(body) FROM figure_pages ORDER BY level, start"))
            while (rows.Read())
                pages.Add((new FigurePage((FigureLevel)rows.GetInt32(0), rows.GetInt64(1)), rows.GetInt64(2)));
        var all = pages.Sum(static one => one.Bytes);
        foreach (var (page, bytes) in pages)
        {
            var isPast = window.IsPast(page);
            if (all <= maxBytes && !isPast) continue;
            _database.Execute(
                "DELETE FROM figure_pages WHERE level = $0 AND start = $1", (int)page.Level, page.Start);
            all -= bytes;
            if (!isPast)
            {
                _database.Execute("UPDATE totals SET value = max(value, $0) WHERE name = 'figures_since'",
                    page.Start + FigurePage.LengthOf(page.Level));
            }
        }
    }
}
