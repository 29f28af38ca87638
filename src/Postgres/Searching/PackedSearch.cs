using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Postgres.Searching;

/// <summary>Shows the traces that may match a query as they are packed in their blocks. Bodies come many at once, and
/// are decompressed on several threads while the next ones are read.</summary>
/// <remarks>One owner, who keeps a snapshot open.</remarks>
/// <param name="damaged">Called for each block that cannot be read; it is left out.</param>
internal sealed class PackedSearch(Session session, TraceReader reader, Action<DamagedBlockException> damaged)
{
    /// <summary>Traces with late spans are united one by one. A store with more of them is searched instead.</summary>
    private const int MaxRevised = 100_000;

    /// <summary>Blocks that are read in one question, some 100 KB each.</summary>
    private const int BlocksAtOnce = 16;

    /// <returns>False: nothing was shown.</returns>
    public async Task<bool> ScanAsync(TraceQuery query, IPackedScan scan, CancellationToken stopping)
    {
        var revised = await session.QueryAsync("SELECT key FROM revised LIMIT $1", static rows => rows.GetInt64(0),
            stopping, MaxRevised + 1).ConfigureAwait(false);
        if (revised.Count > MaxRevised) return false;
        var labels = await LabelQuery.LabelsOfAsync(session, query, stopping).ConfigureAwait(false);
        if (labels is []) return true;
        var (bounds, asked) = (new SearchBounds(query), new BlockQuery(query));
        HashSet<long> keys = [.. revised];
        var unpacking = new Queue<Task<PackedBlock?>>();
        var search = new BlockSearch(session, reader, bounds, TraceOrder.Stored, labels, asked);
        await foreach (var page in search.PagesAsync(stopping).ConfigureAwait(false))
        {
            foreach (var some in page.Chunk(BlocksAtOnce))
            {
                var bodies = await BodiesAsync(some, stopping).ConfigureAwait(false);
                // Those that were read before are unpacked by now.
                if (!await ShowAsync(unpacking, scan).ConfigureAwait(false)) return true;
                foreach (var found in some)
                    if (bodies.TryGetValue(found.First, out var one))
                        unpacking.Enqueue(
                            Task.Run(() => Unpack(found, one.List, one.Body, bounds, keys, scan), stopping));
            }
        }
        if (!await ShowAsync(unpacking, scan).ConfigureAwait(false)) return true;
        var late = new RevisedSearch(session, reader, bounds, damaged).TracesAsync(stopping);
        await foreach (var (_, trace) in late.ConfigureAwait(false))
            if (!scan.Skips(trace.TraceId) && !scan.Add(trace))
                break;
        return true;
    }

    private static async Task<bool> ShowAsync(Queue<Task<PackedBlock?>> unpacking, IPackedScan scan)
    {
        while (unpacking.TryDequeue(out var next))
            if (await next.ConfigureAwait(false) is { } block && !scan.Add(block))
                return false;
        return true;
    }

    private async Task<Dictionary<long, (byte[] List, byte[] Body)>> BodiesAsync(
        FoundBlock[] blocks, CancellationToken stopping)
    {
        var rows = await session.QueryAsync("SELECT first, list, body FROM blocks WHERE first = ANY($1)",
            static row => (First: row.GetInt64(0), List: row.GetFieldValue<byte[]>(1),
                Body: row.GetFieldValue<byte[]>(2)),
            stopping, blocks.Select(static block => block.First).ToArray()).ConfigureAwait(false);
        return rows.ToDictionary(static row => row.First, static row => (row.List, row.Body));
    }

    private PackedBlock? Unpack(
        FoundBlock found, byte[] list, byte[] body, SearchBounds bounds, HashSet<long> revised, IPackedScan scan)
    {
        try
        {
            var entries = found.Parse(list).Entries;
            var members = found.ReadMembers(entries.Length);
            var shown = new List<int>();
            for (var i = 0; i < entries.Length; i++)
                if (members?[i] != false && bounds.Admit(entries[i]) && !scan.Skips(entries[i].TraceId)
                    && !revised.Contains(TraceKey.Of(entries[i].TraceId)))
                    shown.Add(i);
            return shown.Count == 0 ? null : new BlockReader(body).Pack(entries, shown, scan);
        }
        catch (DamagedBlockException damage)
        {
            damaged(damage);
        }
        catch (InvalidDataException cause)
        {
            damaged(new DamagedBlockException(found.First, cause.Message, cause));
        }
        return null;
    }
}
