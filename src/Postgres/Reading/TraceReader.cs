using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Tables;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Reading;

/// <summary>Reads traces over one session. A trace that was put in several parts is united.</summary>
/// <remarks>The caller owns the session and keeps a snapshot open, because another process may replace parts
/// meanwhile.</remarks>
internal sealed class TraceReader(Session session, BlockCache cache)
{
    /// <summary>Blocks that are remembered for further parts of the same snapshot.</summary>
    private const int MaxBlocks = 32;

    /// <summary>Filters that are read in one question, some ten KB each.</summary>
    private const int FiltersAtOnce = 256;

    private readonly Queue<StoredBlock> _blocks = new();

    /// <summary>Call it when another snapshot begins: blocks may have been replaced.</summary>
    public void Forget() => _blocks.Clear();

    /// <summary>The entries of traces by their key; a key without entries is left out.</summary>
    public async Task<ILookup<long, TracePart>> PartsOfAsync(long[] keys, CancellationToken stopping = default)
    {
        var found = await session.QueryAsync("SELECT key, slot, sequence, place FROM ids WHERE key = ANY($1)",
            static rows => (Key: rows.GetInt64(0), Part: new TracePart(
                rows.GetInt32(1), rows.GetInt64(2), rows.IsDBNull(3) ? null : rows.GetInt64(3))),
            stopping, keys).ConfigureAwait(false);
        return found.ToLookup(static row => row.Key, static row => row.Part);
    }

    /// <exception cref="DamagedTraceException">The trace is there, and none of its parts can be read.</exception>
    public async Task<KeptTrace?> ReadAsync(TraceId id, CancellationToken stopping)
    {
        // The blocks come with the parts, because each question waits for the network.
        var rows = await session.QueryAsync(
            $"""
            SELECT {StoredBlock.ColumnNames}, i.sequence, i.place FROM ids i JOIN LATERAL (
                SELECT * FROM blocks WHERE slot = i.slot AND first <= i.sequence AND last >= i.sequence
                    ORDER BY first DESC LIMIT 1) b ON true
                WHERE i.key = $1
            """,
            static row => (First: row.GetInt64(1), Last: row.GetInt64(2), List: row.GetFieldValue<byte[]>(3),
                Part: new TracePart(row.GetInt32(0), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5))),
            stopping, TraceKey.Of(id)).ConfigureAwait(false);
        var isDamaged = false;
        foreach (var (first, last, list, part) in rows)
        {
            try
            {
                Keep(StoredBlock.Parse(part.Slot, first, last, list));
            }
            catch (DamagedBlockException)
            {
                isDamaged = true;
            }
        }
        var read = await ReadAsync(id, rows.Select(static row => row.Part), _ => isDamaged = true, stopping)
            .ConfigureAwait(false);
        if (read.Count > 0) return KeptTrace.Unite([.. read.Select(static one => one.Trace)]);
        return isDamaged ? throw new DamagedTraceException(id) : null;
    }

    /// <summary>Reads those of these parts that are of this trace: another one can have the same key.</summary>
    /// <param name="damaged">Called for each part that cannot be read.</param>
    public async Task<List<(TracePart Part, KeptTrace Trace)>> ReadAsync(TraceId? id, IEnumerable<TracePart> parts,
        Action<DamagedBlockException> damaged, CancellationToken stopping = default)
    {
        var read = new List<(TracePart, KeptTrace)>();
        foreach (var part in parts)
        {
            try
            {
                if (await ReadAsync(id, part, stopping).ConfigureAwait(false) is { } trace) read.Add((part, trace));
            }
            catch (DamagedBlockException damage)
            {
                damaged(damage);
            }
        }
        return read;
    }

    /// <summary>The filters of blocks, in the same order; null for a block that has gone.</summary>
    public async Task<byte[]?[]> FiltersOfAsync(
        IReadOnlyList<(long First, long Last)> blocks, CancellationToken stopping)
    {
        var filters = blocks.Select(block => cache.Filters.Find(block.First, block.Last)).ToArray();
        int[] missing = [.. Enumerable.Range(0, filters.Length).Where(at => filters[at] is null)];
        foreach (var some in missing.Chunk(FiltersAtOnce))
        {
            var rows = await session.QueryAsync("SELECT first, filter FROM blocks WHERE first = ANY($1)",
                static row => (First: row.GetInt64(0), Filter: row.GetFieldValue<byte[]>(1)), stopping,
                some.Select(at => blocks[at].First).ToArray()).ConfigureAwait(false);
            var read = rows.ToDictionary(static row => row.First, static row => row.Filter);
            foreach (var at in some)
            {
                if (!read.TryGetValue(blocks[at].First, out var filter)) continue;
                cache.Filters.Add(blocks[at].First, blocks[at].Last, filter);
                filters[at] = filter;
            }
        }
        return filters;
    }

    /// <exception cref="DamagedBlockException">The body is damaged.</exception>
    public async Task<KeptTrace> ReadAsync(StoredBlock block, int index, CancellationToken stopping = default)
    {
        var body = await BodyOfAsync(block, stopping).ConfigureAwait(false);
        try
        {
            return body.Read(index, block.Entries[index].TraceId);
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(block.First, cause.Message, cause);
        }
    }

    /// <summary>The body of a block that is in memory; null: it is not.</summary>
    public BlockReader? Known(long first, long last) => cache.Find(first, last);

    /// <summary>Keeps a body in memory for the next reads.</summary>
    public void Remember(StoredBlock block, BlockReader body) => cache.Add(block.First, block.Last, body);

    private async Task<KeptTrace?> ReadAsync(TraceId? id, TracePart part, CancellationToken stopping)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            if (await BlockOfAsync(part, stopping).ConfigureAwait(false) is not { } block) return null;
            var index = block.IndexOf(part.Sequence);
            if (index < 0 || (id is { } wanted && block.Entries[index].TraceId != wanted)) return null;
            try
            {
                return await ReadAsync(block, index, stopping).ConfigureAwait(false);
            }
            catch (DamagedBlockException) when (!isRepeated)
            {
                // A put has no snapshot: the block may have been merged since its list was read.
                Forget();
            }
        }
    }

    /// <exception cref="DamagedBlockException">The body is damaged.</exception>
    public async Task<BlockReader> BodyOfAsync(StoredBlock block, CancellationToken stopping = default)
    {
        if (cache.Find(block.First, block.Last) is { } known) return known;
        var bodies = await session.QueryAsync("SELECT body FROM blocks WHERE slot = $1 AND first = $2",
            static rows => rows.GetFieldValue<byte[]>(0), stopping, block.Slot, block.First).ConfigureAwait(false);
        try
        {
            if (bodies.Count == 0) throw new InvalidDataException("a block has no body");
            var body = new BlockReader(bodies[0]);
            cache.Add(block.First, block.Last, body);
            return body;
        }
        catch (InvalidDataException cause)
        {
            throw new DamagedBlockException(block.First, cause.Message, cause);
        }
    }

    // Merged blocks may reach over the range of another one, so the nearest that has the sequence is taken.
    private async Task<StoredBlock?> BlockOfAsync(TracePart part, CancellationToken stopping)
    {
        foreach (var known in _blocks)
            if (known.Slot == part.Slot && known.IndexOf(part.Sequence) >= 0)
                return known;
        var blocks = await session.QueryAsync(
            $"""
            SELECT {StoredBlock.ColumnNames} FROM blocks b
                WHERE b.slot = $1 AND b.first <= $2 AND b.last >= $2 ORDER BY b.first DESC LIMIT 1
            """,
            StoredBlock.Read, stopping, part.Slot, part.Sequence).ConfigureAwait(false);
        if (blocks.Count == 0) return null;
        Keep(blocks[0]);
        return blocks[0];
    }

    private void Keep(StoredBlock block)
    {
        if (_blocks.Count == MaxBlocks) _blocks.Dequeue();
        _blocks.Enqueue(block);
    }
}
