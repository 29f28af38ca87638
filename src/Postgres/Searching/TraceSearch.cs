using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Postgres.Searching;

/// <summary>Answers a query over one session: the indexes give candidates, <see cref="TraceQuery.Matches"/>
/// decides.</summary>
/// <remarks>The caller owns the session and keeps a snapshot open.</remarks>
/// <param name="damaged">Called for each block that cannot be read; the search goes on without it.</param>
internal sealed class TraceSearch(
    Session session, TraceReader reader, TraceQuery query, Action<DamagedBlockException> damaged)
{
    /// <summary>Span data in one answer; older traces beyond it are left out.</summary>
    private const long MaxBytes = 256L << 20;

    /// <summary>Entries that are looked up together, of several blocks. An answer is mostly full with fewer.</summary>
    private const int EntriesAtOnce = 64;

    public async Task<ImmutableArray<KeptTrace>> FindAsync(CancellationToken stopping)
    {
        var labels = await LabelQuery.LabelsOfAsync(session, query, stopping).ConfigureAwait(false);
        if (labels is []) return [];
        var bounds = new SearchBounds(query);
        var revised = new RevisedSearch(session, reader, bounds, damaged).TracesAsync(stopping);
        return query.Order == TraceOrder.Stored
            ? await FindStoredAsync(bounds, labels, revised, stopping).ConfigureAwait(false)
            : await FindRankedAsync(bounds, labels, revised, stopping).ConfigureAwait(false);
    }

    // Merges blocks and revised traces, each newest first, into one answer that is newest first.
    private async Task<ImmutableArray<KeptTrace>> FindStoredAsync(SearchBounds bounds, long[]? labels,
        IAsyncEnumerable<(long Place, KeptTrace Trace)> revised, CancellationToken stopping)
    {
        var found = new List<KeptTrace>();
        var seen = new HashSet<TraceId>();
        long bytes = 0;
        var next = revised.GetAsyncEnumerator(stopping);
        await using (next.ConfigureAwait(false))
        {
            var hasRevised = await next.MoveNextAsync().ConfigureAwait(false);
            await foreach (var (block, index) in EntriesAsync(bounds, labels, stopping).ConfigureAwait(false))
            {
                for (; hasRevised && next.Current.Place > block.Entries[index].Sequence;
                    hasRevised = await next.MoveNextAsync().ConfigureAwait(false))
                    if (Add(next.Current.Trace))
                        return [.. found];
                if (await TryReadAsync(block, index, stopping).ConfigureAwait(false) is { } trace && Add(trace))
                    return [.. found];
            }
            for (; hasRevised; hasRevised = await next.MoveNextAsync().ConfigureAwait(false))
                if (Add(next.Current.Trace))
                    break;
            return [.. found];
        }

        // True: the answer is full.
        bool Add(KeptTrace trace)
        {
            // Two processes that stored the first part of a trace at once have not united it yet.
            if (!query.Matches(trace) || !seen.Add(trace.TraceId)) return false;
            found.Add(trace);
            bytes += trace.Bytes;
            return found.Count >= query.MaxTraces || bytes >= MaxBytes;
        }
    }

    // Start times and durations are in no order in the blocks. So blocks are gone through in the order of their highest
    // ranks, and those that are left when the answer is full are passed over by their headers.
    private async Task<ImmutableArray<KeptTrace>> FindRankedAsync(SearchBounds bounds, long[]? labels,
        IAsyncEnumerable<(long Place, KeptTrace Trace)> revised, CancellationToken stopping)
    {
        var ranked = new RankedTraces(query, bounds, MaxBytes);
        var seen = new HashSet<TraceId>();
        await foreach (var (_, trace) in revised.ConfigureAwait(false))
            if (query.Matches(trace) && seen.Add(trace.TraceId))
                ranked.Add(trace);
        await foreach (var (block, index) in EntriesAsync(bounds, labels, stopping).ConfigureAwait(false))
        {
            // The answer may have become full since the block was looked at.
            if (bounds.Admit(block.Entries[index])
                && await TryReadAsync(block, index, stopping).ConfigureAwait(false) is { } trace
                && query.Matches(trace) && seen.Add(trace.TraceId))
                ranked.Add(trace);
        }
        return ranked.InOrder();
    }

    private async IAsyncEnumerable<(StoredBlock Block, int Index)> EntriesAsync(
        SearchBounds bounds, long[]? labels, [EnumeratorCancellation] CancellationToken stopping)
    {
        var asked = new BlockQuery(query);
        var search = new BlockSearch(session, reader, bounds, query.Order, labels, asked);
        var contents = new BlockContents(session, reader, asked, damaged);
        await foreach (var entries in contents.OfAsync(search, bounds, stopping).ConfigureAwait(false))
        {
            // The first of an order fill the answer, and then most others are not admitted any more.
            if (query.Order != TraceOrder.Stored) entries.Sort((one, other) => RankOf(other).CompareTo(RankOf(one)));
            foreach (var some in entries.Where(one => bounds.Admit(one.Block.Entries[one.Index])).Chunk(EntriesAtOnce))
            {
                var whole = await WholeAsync(some, stopping).ConfigureAwait(false);
                foreach (var (block, index) in some)
                    if (whole.Contains(block.Entries[index].Sequence))
                        yield return (block, index);
            }
        }

        TraceRank RankOf((StoredBlock Block, int Index) one) => bounds.RankOf(one.Block.Entries[one.Index]);
    }

    // A revised trace is found through its own table; an entry without a row in ids was deleted.
    private async Task<HashSet<long>> WholeAsync((StoredBlock Block, int Index)[] entries, CancellationToken stopping)
    {
        int[] slots = [.. entries.Select(static one => one.Block.Slot).Distinct()];
        long[] keys = [.. entries.Select(static one => TraceKey.Of(one.Block.Entries[one.Index].TraceId))];
        var whole = await session.QueryAsync(
            "SELECT sequence FROM ids WHERE slot = ANY($1) AND key = ANY($2) AND place IS NULL",
            static rows => rows.GetInt64(0), stopping, slots, keys).ConfigureAwait(false);
        return [.. whole];
    }

    private async Task<KeptTrace?> TryReadAsync(StoredBlock block, int index, CancellationToken stopping)
    {
        try
        {
            return await reader.ReadAsync(block, index, stopping).ConfigureAwait(false);
        }
        catch (DamagedBlockException damage)
        {
            damaged(damage);
            return null;
        }
    }
}
