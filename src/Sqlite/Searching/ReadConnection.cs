using System.Collections.Immutable;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>A connection that answers one question at a time; each sees one state of the file.</summary>
internal sealed class ReadConnection(Database database, BlockCache cache, WaitingIds waiting) : IDisposable
{
    private readonly TraceReader _reader = new(database, cache, waiting);

    public KeptTrace? Get(TraceId id)
    {
        using var transaction = database.Begin(writes: false);
        return _reader.Read(id);
    }

    public ImmutableArray<KeptTrace> Find(TraceQuery query, CancellationToken stopping)
    {
        using var transaction = database.Begin(writes: false);
        return new TraceSearch(database, _reader).Find(query, stopping);
    }

    /// <returns>False: nothing was shown.</returns>
    public bool Scan(TraceQuery query, IPackedScan scan, CancellationToken stopping)
    {
        scan.Restart();
        using var transaction = database.Begin(writes: false);
        return new PackedSearch(database, _reader).Scan(query, scan, stopping);
    }

    public ImmutableArray<string> Services()
    {
        var names = new List<string>();
        using var rows = database.Query("SELECT DISTINCT service FROM labels LIMIT $0", ITraceStore.MaxNames);
        while (rows.Read()) names.Add(rows.GetString(0));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    public ImmutableArray<Operation> Operations(string service)
    {
        var operations = new List<Operation>();
        using var rows = database.Query(
            "SELECT operation, kind FROM labels WHERE service = $0 AND kind <> -1 ORDER BY operation, kind LIMIT $1",
            service, ITraceStore.MaxNames);
        while (rows.Read()) operations.Add(new Operation(rows.GetString(0), (SpanKind)rows.GetInt32(1)));
        return [.. operations.OrderBy(o => o.Name, StringComparer.Ordinal).ThenBy(o => o.Kind)];
    }

    public FigureAnswer Figures(FigureQuery query)
    {
        using var transaction = database.Begin(writes: false);
        var reading = new FigureReading(query);
        using (var pages = database.Query(
            "SELECT body FROM figure_pages WHERE level = $0 AND start > $1 AND start < $2",
            (int)query.Level, query.FromMinute - FigurePage.LengthOf(query.Level), query.UntilMinute))
            while (pages.Read()) reading.Add(Columns.BlobOrEmpty(pages, 0));
        using (var rows = database.Query("SELECT body FROM figure_rows"))
            while (rows.Read()) reading.Add(Columns.BlobOrEmpty(rows, 0));
        return reading.End(database.Number("SELECT value FROM totals WHERE name = 'figures_since'"));
    }

    public void Dispose() => database.Dispose();
}
