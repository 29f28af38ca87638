using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Writes a group of traces in one transaction: all of them are stored, or none.</summary>
/// <remarks>One owner. It can be used after an exception; the same traces may be put again.</remarks>
internal sealed class StoreWriter
{
    // The end of the year 9999.
    private const long MaxUnixMillis = 253_402_300_799_999;

    private readonly Database _database;
    private readonly BlockRows _blocks;
    private readonly RevisionRows _revisions;
    private readonly FigureRows _figures;
    private readonly BlockBuilder _builder = new();
    private readonly TraceReader _reader;
    private long _next;

    public StoreWriter(Database database, BlockCache cache, WaitingIds waiting, TraceFile file, TimeProvider time)
    {
        _database = database;
        _blocks = new BlockRows(database);
        _reader = new TraceReader(database, cache);
        _figures = new FigureRows(database);
        _revisions = new RevisionRows(database, _reader, _figures);
        _next = LastSequence() + 1;
        Ids = new IdRows(database, waiting);
        Damaged = new DamagedBlocks(database, _blocks, Ids, _builder, _reader, time);
        // Blocks that are merged are read once: the cache is for those that somebody looks at.
        Merging = new BlockMerging(database, _blocks, _builder, new TraceReader(database, new BlockCache(0)));
        Retention = new Retention(database, _blocks, Ids, file, time);
        Traces = Total("traces");
        (Puts, Added) = (Total("puts"), Total("added"));
    }

    public IdRows Ids { get; }

    public BlockMerging Merging { get; }

    public Retention Retention { get; }

    public DamagedBlocks Damaged { get; }

    /// <summary>The greatest sequence number that was given away.</summary>
    public long LastGiven => _next - 1;

    /// <summary>Number of transactions that stored traces, ever.</summary>
    public long Puts { get; private set; }

    /// <summary>Number of traces that were stored, ever.</summary>
    public long Added { get; private set; }

    /// <summary>Number of stored traces when the file was opened.</summary>
    public long Traces { get; }

    /// <summary>The time of the block that was stored last; null: there is none.</summary>
    public DateTimeOffset? Newest
    {
        get
        {
            using var rows = _database.Query("SELECT newest_millis FROM blocks ORDER BY first DESC LIMIT 1");
            // A damaged number could be no time at all.
            return rows.Read() && rows.GetInt64(0) is >= 0 and <= MaxUnixMillis and var millis
                ? DateTimeOffset.FromUnixTimeMilliseconds(millis)
                : null;
        }
    }

    /// <param name="traces">At most one item for each trace id.</param>
    /// <returns>Number of traces that the store did not have.</returns>
    public int Put(IReadOnlyCollection<KeptTrace> traces)
    {
        var next = _next;
        var isDone = false;
        using var transaction = _database.Begin(writes: true);
        try
        {
            Ids.Begin([.. traces.Select(static trace => TraceKey.Of(trace.TraceId))]);
            var added = 0;
            foreach (var trace in traces)
                if (Put(trace))
                    added++;
            if (_builder.Count > 0) _blocks.Add(_builder.Build());
            Ids.Insert();
            _figures.Insert();
            _database.Execute(
                """
                UPDATE totals SET value = CASE name
                    WHEN 'puts' THEN value + 1 WHEN 'sequences' THEN $1 ELSE value + $0 END
                    WHERE name IN ('traces', 'puts', 'added', 'sequences')
                """,
                added, LastGiven);
            transaction.Commit();
            isDone = true;
            (Puts, Added) = (Puts + 1, Added + added);
            return added;
        }
        finally
        {
            _figures.Ended(isDone);
            Ids.Ended(isDone);
            if (!isDone)
            {
                _next = next;
                _blocks.ForgetLabels();
                _revisions.Forget();
                if (_builder.Count > 0) _builder.Build();
            }
        }
    }

    /// <summary>Merges figures, and removes those that are too old.</summary>
    /// <returns>Number of damaged rows and pages, which are lost.</returns>
    public int TidyFigures(FigureWindow window, long maxBytes) => _figures.Tidy(window, maxBytes);

    /// <summary>Writes without changing anything, to find out whether the disk takes it.</summary>
    public void Probe() => _database.Execute("UPDATE totals SET value = value WHERE name = 'puts'");

    private long Total(string name) => _database.Number("SELECT value FROM totals WHERE name = $0", name);

    private long LastSequence()
    {
        var given = Math.Max(Total("sequences"), _database.Number("SELECT max(last) FROM damaged"));
        try
        {
            using var rows = _database.Query(
                $"SELECT {BlockLists.ColumnNames} FROM blocks ORDER BY first DESC LIMIT 1");
            return Math.Max(given, rows.Read() ? BlockLists.Read(rows).Last : 0);
        }
        catch (DamagedBlockException)
        {
            return given;
        }
    }

    // True when the store did not have the trace.
    private bool Put(KeptTrace trace)
    {
        var key = TraceKey.Of(trace.TraceId);
        // Nearly always it is new.
        var parts = Ids.Has(key) ? _reader.PartsOf(trace.TraceId) : [];
        if (parts.IsEmpty)
        {
            Add(trace, null);
            return true;
        }
        if (_revisions.Revise(trace, parts, out var firstSequence) is { } entry) Add(entry, firstSequence);
        return false;
    }

    private void Add(KeptTrace trace, long? firstSequence)
    {
        _figures.Add(trace);
        Ids.Add(TraceKey.Of(trace.TraceId), _next, firstSequence);
        _builder.Add(_next++, trace);
        if (_builder.IsFull) _blocks.Add(_builder.Build());
    }
}
