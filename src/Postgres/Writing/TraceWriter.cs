using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Postgres.Tables;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Writing;

/// <summary>Writes a group of traces in one transaction: all of them are stored, or none.</summary>
/// <remarks>One owner; other processes write at the same time. After an exception its session may be lost: make a new
/// one, and put the same traces again.</remarks>
internal sealed class TraceWriter
{
    /// <summary>Sequence numbers that a put takes at once. It exceeds what a put usually needs; the rest is not
    /// used.</summary>
    private const long RangeEntries = 1 << 16;

    /// <summary>The number of slots in which a process that puts at the same time can be.</summary>
    private const int RecentSlots = 2;

    /// <summary>Times that a put unites what others store meanwhile; more have not been seen to be needed.</summary>
    private const int MostUnited = 8;

    private readonly Session _session;
    private readonly TraceReader _reader;
    private readonly Revisions _revisions;
    private readonly FigureRows _figures;
    private readonly Slots _slots;
    private readonly BlockCopy _copy;
    private readonly BlockBuilder _builder = new();
    private readonly List<Block> _blocks = [];
    private readonly List<(long Key, long Sequence, long? Place)> _ids = [];
    private readonly long _process;
    private long _next, _rangeEnd;

    /// <param name="process">A number that no other process has.</param>
    /// <param name="damaged">Called for each damaged block that is met; the put goes on without it.</param>
    public TraceWriter(Session session, BlockCache cache, long process, Action<DamagedBlockException> damaged)
    {
        (_session, _process) = (session, process);
        _reader = new TraceReader(session, cache);
        _figures = new FigureRows(session);
        _revisions = new Revisions(session, _reader, _figures, damaged);
        _slots = new Slots(session);
        _copy = new BlockCopy(session);
    }

    /// <summary>The slot of the last put.</summary>
    public int Slot { get; private set; }

    /// <summary>Bytes of the blocks that the last put wrote.</summary>
    public long Bytes { get; private set; }

    /// <param name="traces">At most one item for each trace id.</param>
    /// <returns>Number of traces that the store did not have.</returns>
    public async Task<int> PutAsync(IReadOnlyCollection<KeptTrace> traces, long nowMillis, TimeSpan slotLength)
    {
        await _slots.CurrentAsync(nowMillis, slotLength).ConfigureAwait(false);
        var added = await PutOnceAsync(traces).ConfigureAwait(false);
        // Late parts too: the entries that they joined may have been united with others meanwhile.
        long[] keys = [.. _ids.Select(static row => row.Key)];
        // Other processes stored the same traces while this one did, and did not see each other's parts. While they are
        // united, yet another one may do the same; the last to come sees all that the others stored.
        for (var time = 0; time < MostUnited && await ApartAsync(keys).ConfigureAwait(false) is { Count: > 0 } apart; time++)
        {
            await PutOnceAsync([.. traces.Where(trace => apart.Contains(TraceKey.Of(trace.TraceId)))])
                .ConfigureAwait(false);
        }
        return added;
    }

    private async Task<int> PutOnceAsync(IReadOnlyCollection<KeptTrace> traces)
    {
        var isStored = false;
        try
        {
            var transaction = await _session.BeginAsync(isSnapshot: false).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // Held to the end of the transaction: the slot is not removed meanwhile.
                const string Newest = "SELECT slot FROM slots ORDER BY slot DESC LIMIT 1 FOR KEY SHARE";
                Slot = (int)await _session.NumberAsync(Newest).ConfigureAwait(false);
                if (Slot == 0) throw new StorageUnavailableException("another process removed the slot");
                var added = await PackAsync(traces).ConfigureAwait(false);
                if (_blocks.Count > 0)
                {
                    await _copy.WriteAsync(Slot, _blocks).ConfigureAwait(false);
                    _ids.Sort();
                    await _copy.WriteIdsAsync(Slot, _ids).ConfigureAwait(false);
                    await CountAsync(added).ConfigureAwait(false);
                    await _figures.InsertAsync().ConfigureAwait(false);
                }
                await transaction.CommitAsync().ConfigureAwait(false);
                Bytes = _blocks.Sum(
                    static block => (long)block.Body.Length + block.List.Length + block.Filter.Length);
                isStored = true;
                return added;
            }
        }
        finally
        {
            _copy.Ended(isStored);
            _figures.Clear();
            if (!isStored) _revisions.Forget();
            if (_builder.Count > 0) _builder.Build();
            _blocks.Clear();
        }
    }

    private async Task<int> PackAsync(IReadOnlyCollection<KeptTrace> traces)
    {
        _ids.Clear();
        _reader.Forget();
        _rangeEnd = _next = 0;
        var added = 0;
        var parts = await _reader.PartsOfAsync([.. traces.Select(static trace => TraceKey.Of(trace.TraceId))])
            .ConfigureAwait(false);
        // In one order everywhere: two processes that revise the same traces never wait for each other in a circle.
        foreach (var trace in traces.Where(IsStored).OrderBy(static trace => TraceKey.Of(trace.TraceId)))
        {
            var revision = await _revisions.ReviseAsync(trace, [.. parts[TraceKey.Of(trace.TraceId)]])
                .ConfigureAwait(false);
            if (revision.Entry is not { } entry) continue;
            if (revision.Place is null) added++;
            await AddAsync(entry, revision.Place).ConfigureAwait(false);
        }
        foreach (var trace in traces)
        {
            if (IsStored(trace)) continue;
            added++;
            await AddAsync(trace, null).ConfigureAwait(false);
        }
        if (_builder.Count > 0) _blocks.Add(_builder.Build());
        return added;

        bool IsStored(KeptTrace trace) => parts.Contains(TraceKey.Of(trace.TraceId));
    }

    private async Task AddAsync(KeptTrace trace, long? place)
    {
        if (_next == _rangeEnd)
        {
            // A block must not reach over two ranges, because another process may have those in between.
            if (_builder.Count > 0) _blocks.Add(_builder.Build());
            _next = RangeEntries * await _session.NumberAsync("SELECT nextval('entry_ranges')").ConfigureAwait(false);
            _rangeEnd = _next + RangeEntries;
        }
        _figures.Add(trace);
        _ids.Add((TraceKey.Of(trace.TraceId), _next, place));
        _builder.Add(_next++, trace);
        if (_builder.IsFull) _blocks.Add(_builder.Build());
    }

    private Task<int> CountAsync(int added) => _session.ExecuteAsync(
        """
        INSERT INTO writers AS w (slot, writer, traces, newest_millis) VALUES ($1, $2, $3, $4)
        ON CONFLICT (slot, writer) DO UPDATE SET traces = w.traces + excluded.traces,
            newest_millis = greatest(w.newest_millis, excluded.newest_millis)
        """,
        default, Slot, _process, (long)added, _blocks.Max(static block => block.NewestUnixMillis));

    // The keys with entries that do not belong together yet: of one trace they have one place.
    private async Task<HashSet<long>> ApartAsync(long[] keys)
    {
        if (keys.Length == 0) return [];
        var recent = Enumerable.Range(0, RecentSlots).Select(back => Slot - back).ToArray();
        var found = await _session.QueryAsync(
            """
            SELECT key FROM ids WHERE slot = ANY($1) AND key = ANY($2)
                GROUP BY key HAVING count(DISTINCT coalesce(place, sequence)) > 1
            """,
            static rows => rows.GetInt64(0), default, recent, keys).ConfigureAwait(false);
        return [.. found];
    }
}
