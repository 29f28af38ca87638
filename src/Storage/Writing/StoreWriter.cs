using Tracing.Keeping;
using Tracing.Storage.Files;
using Tracing.Storage.Packing;
using Tracing.Storage.Reading;

namespace Tracing.Storage.Writing;

/// <summary>Writes groups of traces, each in one transaction: all of a group is there afterwards, or nothing.</summary>
/// <remarks>One owner. After an exception it can be used on; what failed may be put again.</remarks>
internal sealed class StoreWriter
{
    private readonly Database _database;
    private readonly BlockTable _blocks;
    private readonly RevisionTable _revisions;
    private readonly BlockBuilder _builder = new();
    private readonly TraceReader _reader;
    private readonly List<(long Key, long Sequence, long? Place)> _newIds = [];
    private long _next;

    public StoreWriter(Database database, BlockCache cache, TraceFile file)
    {
        _database = database;
        _blocks = new BlockTable(database);
        _reader = new TraceReader(database, cache);
        _revisions = new RevisionTable(database, _reader);
        _next = database.Number("SELECT last FROM blocks ORDER BY first DESC LIMIT 1") + 1;
        Merging = new BlockMerging(database, _blocks, _builder, _reader);
        Retention = new Retention(database, _blocks, file);
        Traces = database.Number("SELECT value FROM totals WHERE name = 'traces'");
    }

    public BlockMerging Merging { get; }

    public Retention Retention { get; }

    /// <summary>Kept when the file was opened.</summary>
    public long Traces { get; }

    /// <param name="traces">One entry a trace.</param>
    /// <returns>How many of them were not there.</returns>
    public int Put(IReadOnlyCollection<KeptTrace> traces)
    {
        var next = _next;
        var isDone = false;
        using var transaction = _database.Begin(writes: true);
        try
        {
            _newIds.Clear();
            var added = 0;
            foreach (var trace in traces)
                if (Put(trace))
                    added++;
            if (_builder.Count > 0) _blocks.Add(_builder.Build());
            InsertIds();
            _database.Execute("UPDATE totals SET value = value + $0 WHERE name = 'traces'", added);
            transaction.Commit();
            isDone = true;
            return added;
        }
        finally
        {
            if (!isDone)
            {
                _next = next;
                _blocks.ForgetLabels();
                if (_builder.Count > 0) _builder.Build();
            }
        }
    }

    // True: a trace that was not there.
    private bool Put(KeptTrace trace)
    {
        var parts = _reader.PartsOf(trace.TraceId);
        if (parts.IsEmpty)
        {
            Add(trace, null);
            return true;
        }
        if (_revisions.Revise(trace, parts, out var place) is { } entry) Add(entry, place);
        return false;
    }

    private void Add(KeptTrace trace, long? place)
    {
        _newIds.Add((TraceKey.Of(trace.TraceId), _next, place));
        _builder.Add(_next++, trace);
        if (_builder.IsFull) _blocks.Add(_builder.Build());
    }

    private void InsertIds()
    {
        // Ids are random: in their order, each page of the index is met once.
        _newIds.Sort();
        foreach (var (key, sequence, place) in _newIds)
        {
            _database.Execute("INSERT INTO ids(key, sequence, place) VALUES ($0, $1, $2)",
                key, sequence, place is { } at ? at : DBNull.Value);
        }
    }
}
