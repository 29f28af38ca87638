using System.Text;
using NpgsqlTypes;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Tables;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Writing;

/// <summary>Copies blocks with their index rows into the partitions of one slot.</summary>
/// <remarks>One owner, who keeps a transaction open.</remarks>
internal sealed class BlockCopy(Session session)
{
    /// <summary>Labels that are remembered as stored; when there are more, remembering begins again.</summary>
    private const int MaxLabels = 50_000;

    private readonly HashSet<long> _stored = [];
    private readonly HashSet<long> _new = [];
    private int _slot;

    /// <summary>Call it after the transaction: labels of one that failed are not stored.</summary>
    public void Ended(bool isStored)
    {
        if (isStored) _stored.UnionWith(_new);
        _new.Clear();
    }

    public async Task WriteAsync(int slot, IReadOnlyList<Block> blocks)
    {
        if (slot != _slot || _stored.Count > MaxLabels) _stored.Clear();
        _slot = slot;
        await WriteLabelsAsync(slot, blocks).ConfigureAwait(false);
        await WriteBlocksAsync(slot, blocks).ConfigureAwait(false);
        await WritePostingsAsync(slot, blocks).ConfigureAwait(false);
    }

    /// <param name="rows">Sorted by key: each page of the index is then touched once.</param>
    public async Task WriteIdsAsync(int slot, IReadOnlyList<(long Key, long Sequence, long? Place)> rows)
    {
        var copy = await session.CopyAsync($"{Slots.NameOf("ids", slot)}(key, sequence, place, slot)")
            .ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var (key, sequence, place) in rows)
            {
                await copy.StartRowAsync().ConfigureAwait(false);
                await copy.WriteAsync(key, NpgsqlDbType.Bigint).ConfigureAwait(false);
                await copy.WriteAsync(sequence, NpgsqlDbType.Bigint).ConfigureAwait(false);
                if (place is { } first) await copy.WriteAsync(first, NpgsqlDbType.Bigint).ConfigureAwait(false);
                else await copy.WriteNullAsync().ConfigureAwait(false);
                await copy.WriteAsync(slot, NpgsqlDbType.Integer).ConfigureAwait(false);
            }
            await copy.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteBlocksAsync(int slot, IReadOnlyList<Block> blocks)
    {
        var copy = await session.CopyAsync($"{Slots.NameOf("blocks", slot)}(slot, entries, first, last, newest_millis, "
            + "min_start, max_start, min_duration, max_duration, bytes, errors, kinds, labels, list, filter, body)")
            .ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var block in blocks)
            {
                var header = BlockHeader.Of(block);
                await copy.StartRowAsync().ConfigureAwait(false);
                await copy.WriteAsync(slot, NpgsqlDbType.Integer).ConfigureAwait(false);
                await copy.WriteAsync(header.Entries, NpgsqlDbType.Integer).ConfigureAwait(false);
                foreach (var number in (long[])[block.First, block.Last, header.NewestMillis, header.MinStart,
                    header.MaxStart, header.MinDuration, header.MaxDuration])
                    await copy.WriteAsync(number, NpgsqlDbType.Bigint).ConfigureAwait(false);
                foreach (var number in (int[])[header.Bytes, header.Errors, header.Kinds])
                    await copy.WriteAsync(number, NpgsqlDbType.Integer).ConfigureAwait(false);
                await copy.WriteAsync(block.Labels.Select(LabelHash.Of).ToArray(),
                    NpgsqlDbType.Array | NpgsqlDbType.Bigint).ConfigureAwait(false);
                foreach (var bytes in (byte[][])[block.List, block.Filter, block.Body])
                    await copy.WriteAsync(bytes, NpgsqlDbType.Bytea).ConfigureAwait(false);
            }
            await copy.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task WritePostingsAsync(int slot, IReadOnlyList<Block> blocks)
    {
        var copy = await session.CopyAsync($"{Slots.NameOf("postings", slot)}(label, first, slot, members)")
            .ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var block in blocks)
            {
                foreach (var use in block.Labels)
                {
                    await copy.StartRowAsync().ConfigureAwait(false);
                    await copy.WriteAsync(LabelHash.Of(use), NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await copy.WriteAsync(block.First, NpgsqlDbType.Bigint).ConfigureAwait(false);
                    await copy.WriteAsync(slot, NpgsqlDbType.Integer).ConfigureAwait(false);
                    await copy.WriteAsync(Members.Write(use.Entries, block.Entries.Length), NpgsqlDbType.Bytea)
                        .ConfigureAwait(false);
                }
            }
            await copy.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteLabelsAsync(int slot, IReadOnlyList<Block> blocks)
    {
        // In one order everywhere: two processes that insert the same labels never wait for each other in a circle.
        var rows = new SortedDictionary<long, LabelUse>();
        foreach (var block in blocks)
            foreach (var use in block.Labels)
                if (LabelHash.Of(use) is var label && !_stored.Contains(label) && _new.Add(label))
                    rows.Add(label, use);
        if (rows.Count == 0) return;
        var uses = rows.Values.ToArray();
        await session.ExecuteAsync(
            $"""
            INSERT INTO {Slots.NameOf("labels", slot)}(
                label, service_hash, operation_hash, slot, kind, service, operation)
            SELECT label, service_hash, operation_hash, $1, kind, service, operation
            FROM unnest($2, $3, $4, $5, $6, $7)
                AS new(label, service_hash, operation_hash, kind, service, operation)
            ON CONFLICT DO NOTHING
            """,
            default, slot, rows.Keys.ToArray(),
            uses.Select(static use => LabelHash.OfName(use.Service)).ToArray(),
            uses.Select(static use => LabelHash.OfName(use.Operation ?? "")).ToArray(),
            uses.Select(LabelHash.KindOf).ToArray(),
            uses.Select(static use => Encoding.UTF8.GetBytes(use.Service)).ToArray(),
            uses.Select(static use => Encoding.UTF8.GetBytes(use.Operation ?? "")).ToArray()).ConfigureAwait(false);
    }
}
