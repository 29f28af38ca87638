using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Postgres.Tables;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Writing;

/// <summary>Merges the small blocks that a quiet system writes, in the newest slot: runs of one size class become one
/// block.</summary>
/// <remarks>One owner, in one process of the database at a time. How full a block is cannot be seen in its rows: a full one
/// may be small on disk, where its text is compressed well. So what a merge has made full is left alone.</remarks>
internal sealed class BlockMerging(Session session, BlockCache cache, Action<DamagedBlockException> damaged)
{
    /// <summary>The fewest blocks that are merged. So each entry is rewritten at most twice.</summary>
    private const int FanIn = 16;

    /// <summary>Merges of one maintenance; puts wait for each of them.</summary>
    private const int MostMerges = 8;

    // The least entries of a block in the second and the third size class; the third is not merged.
    private const int Middle = 16, Large = 256;

    /// <summary>Blocks that are looked at together.</summary>
    private const int Window = 256;

    private readonly BlockBuilder _builder = new();
    private readonly BlockCopy _copy = new(session);
    private readonly TraceReader _reader = new(session, cache);
    private int _slot;
    private long _from;

    public async Task RunAsync(int slot)
    {
        if (slot != _slot) (_slot, _from) = (slot, 0);
        for (var merges = 0; merges < MostMerges;)
        {
            var window = await session.QueryAsync(
                $"""
                SELECT first, entries, bytes FROM {Slots.NameOf("blocks", slot)}
                    WHERE first > $1 ORDER BY first LIMIT $2
                """,
                static rows => (First: rows.GetInt64(0), Class: SizeClass(rows.GetInt32(1), rows.GetInt32(2))),
                default, _from, Window).ConfigureAwait(false);
            if (RunIn(window) is { Length: > 0 } run)
            {
                if (!await MergeAsync(slot, run).ConfigureAwait(false)) return;
                merges++;
            }
            else if (window.Count < Window) return;
            // Half of the window is looked at again, with what comes after it.
            else _from = window[Window / 2].First;
        }
    }

    private static long[] RunIn(List<(long First, int Class)> window)
    {
        for (var start = 0; start < window.Count;)
        {
            var end = start + 1;
            while (end < window.Count && window[end].Class == window[start].Class) end++;
            if (end - start >= FanIn && window[start].Class != SizeClass(Large, 0))
                return [.. window[start..end].Select(static one => one.First)];
            start = end;
        }
        return [];
    }

    // False: other processes store too long, or there is damage.
    private async Task<bool> MergeAsync(int slot, long[] run)
    {
        var isStored = false;
        try
        {
            var transaction = await session.BeginAsync(isSnapshot: false).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // No put is under way meanwhile: a block that comes later has a greater number than these.
                await session.ExecuteAsync("SET LOCAL lock_timeout = '1s'").ConfigureAwait(false);
                await session.ExecuteAsync("SELECT 1 FROM slots WHERE slot = $1 FOR UPDATE", default, slot)
                    .ConfigureAwait(false);
                var between = await session.NumberAsync(
                    $"SELECT count(*) FROM {Slots.NameOf("blocks", slot)} WHERE first BETWEEN $1 AND $2", default,
                    run[0], run[^1]).ConfigureAwait(false);
                if (between != run.Length) return false;
                var blocks = await PackAsync(slot, run).ConfigureAwait(false);
                await RemoveAsync(slot, run).ConfigureAwait(false);
                if (blocks.Count > 0) await _copy.WriteAsync(slot, blocks).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                if (blocks.FindLast(static block => block.IsFull) is { } full) _from = full.First;
            }
            return isStored = true;
        }
        catch (DamagedBlockException damage)
        {
            damaged(damage);
            _from = run[^1];
            return false;
        }
        catch (Exception cause) when (ServerFault.IsOfLock(cause))
        {
            return false;
        }
        finally
        {
            _copy.Ended(isStored);
            if (_builder.Count > 0) _builder.Build();
        }
    }

    private async Task<List<Block>> PackAsync(int slot, long[] run)
    {
        var old = await session.QueryAsync(
            $"""
            SELECT {StoredBlock.ColumnNames} FROM {Slots.NameOf("blocks", slot)} b
                WHERE b.first = ANY($1) ORDER BY b.first
            """,
            StoredBlock.Read, default, run).ConfigureAwait(false);
        // Entries that were united into another one are not copied.
        long[] keys = [.. old.SelectMany(static block => block.Entries)
            .Select(static entry => TraceKey.Of(entry.TraceId)).Distinct()];
        HashSet<long> live = [.. await session.QueryAsync(
            $"SELECT sequence FROM {Slots.NameOf("ids", slot)} WHERE key = ANY($1)", static rows => rows.GetInt64(0),
            default, keys).ConfigureAwait(false)];
        var blocks = new List<Block>();
        foreach (var block in old)
        {
            for (var i = 0; i < block.Entries.Length; i++)
            {
                if (!live.Contains(block.Entries[i].Sequence)) continue;
                _builder.Add(block.Entries[i].Sequence, await _reader.ReadAsync(block, i).ConfigureAwait(false));
                if (_builder.IsFull) blocks.Add(_builder.Build());
            }
        }
        if (_builder.Count > 0) blocks.Add(_builder.Build());
        return blocks;
    }

    private async Task RemoveAsync(int slot, long[] run)
    {
        await session.ExecuteAsync(
            $"""
            DELETE FROM {Slots.NameOf("postings", slot)} WHERE first = ANY($1) AND label = ANY(ARRAY(
                SELECT DISTINCT unnest(labels) FROM {Slots.NameOf("blocks", slot)} WHERE first = ANY($1)))
            """,
            default, run).ConfigureAwait(false);
        await session.ExecuteAsync(
            $"DELETE FROM {Slots.NameOf("blocks", slot)} WHERE first = ANY($1)", default, run).ConfigureAwait(false);
    }

    private static int SizeClass(int entries, int bytes) => entries switch
    {
        _ when bytes >= BlockBuilder.FullBytes / 4 => 2,
        < Middle => 0,
        < Large => 1,
        _ => 2,
    };
}
