using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Shows the traces that may match a query as they are packed in their blocks. Bodies are decompressed on
/// several threads, ahead of who looks at them.</summary>
/// <remarks>One owner, who keeps a transaction open.</remarks>
internal sealed class PackedSearch(Database database, TraceReader reader)
{
    /// <summary>Traces with late spans are united one by one. A store with more of them is searched instead.</summary>
    private const int MaxRevised = 100_000;

    /// <summary>Blocks that are unpacked ahead, so that no thread waits while this one reads.</summary>
    private static readonly int _ahead = 2 * Environment.ProcessorCount;

    private readonly Queue<Task<PackedBlock>> _unpacking = new();

    /// <returns>False: nothing was shown.</returns>
    /// <exception cref="DamagedBlockException">A block cannot be read.</exception>
    public bool Scan(TraceQuery query, IPackedScan scan, CancellationToken stopping)
    {
        if (Revised() is not { } revised) return false;
        var labels = LabelSearch.Of(query, database);
        if (labels is { Labels: [] }) return true;
        var bounds = new SearchBounds(query);
        foreach (var (block, indexes) in new BlockSearch(database, reader, query, bounds, labels).Blocks(stopping))
        {
            var entries = block.Entries;
            var shown = indexes.FindAll(
                index => !revised.Contains(TraceKey.Of(entries[index].TraceId)) && !scan.Skips(entries[index].TraceId));
            if (shown.Count > 0) _unpacking.Enqueue(UnpackAsync(block, shown, scan));
            if (_unpacking.Count > _ahead && !ShowNext(scan)) return true;
        }
        while (_unpacking.Count > 0)
            if (!ShowNext(scan))
                return true;
        foreach (var trace in new RevisedSearch(database, bounds).Find(stopping).Select(reader.ReadRevised))
            if (trace is not null && !scan.Skips(trace.TraceId) && !scan.Add(trace))
                break;
        return true;
    }

    private HashSet<long>? Revised()
    {
        var keys = new HashSet<long>();
        using var rows = database.Query("SELECT key FROM revised LIMIT $0", MaxRevised + 1);
        while (rows.Read()) keys.Add(rows.GetInt64(0));
        return keys.Count > MaxRevised ? null : keys;
    }

    private Task<PackedBlock> UnpackAsync(EntryAt block, List<int> shown, IPackedScan scan)
    {
        var unpack = reader.BodyLaterOf(block.First, block.Last);
        return Task.Run(() =>
        {
            try
            {
                return unpack().Pack(block.Entries, shown, scan);
            }
            catch (InvalidDataException cause)
            {
                throw new DamagedBlockException(block.First, cause.Message, cause);
            }
        });
    }

    // The thread belongs to this question, as SQLite needs it, so it may wait for the others.
    private bool ShowNext(IPackedScan scan) => scan.Add(_unpacking.Dequeue().GetAwaiter().GetResult());
}
