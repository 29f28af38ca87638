using System.Globalization;
using Tracing.Postgres.Connecting;

namespace Tracing.Postgres.Tables;

/// <summary>The partitions of the tables: opens one for new traces, and drops old ones as a whole.</summary>
/// <remarks>One owner. The processes of a database agree on the newest slot by the table slots.</remarks>
internal sealed class Slots(Session session)
{
    private static readonly string[] _tables = ["ids", "blocks", "postings", "labels"];

    // Shorter than a put's own patience: who waits for an exclusive lock makes everybody behind it wait too.
    private const string WaitBriefly = "SET LOCAL lock_timeout = '1s'";

    /// <summary>Returns the newest slot; a new one if there is none, or if the newest is too old.</summary>
    public async Task<int> CurrentAsync(long nowMillis, TimeSpan length)
    {
        var newest = await NewestAsync().ConfigureAwait(false);
        return newest is { } slot && slot.OpenedMillis + length.TotalMilliseconds > nowMillis
            ? slot.Number
            : await OpenAsync(newest?.Number ?? 0, nowMillis).ConfigureAwait(false);
    }

    /// <summary>Opens the slot after the given one, unless another process has done so.</summary>
    public async Task<int> OpenAsync(int after, long nowMillis)
    {
        var transaction = await session.BeginAsync(isSnapshot: false).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await session.ExecuteAsync($"SELECT pg_advisory_xact_lock({Schema.Lock})").ConfigureAwait(false);
            if (await NewestAsync().ConfigureAwait(false) is { } newest && newest.Number > after) return newest.Number;
            var slot = after + 1;
            foreach (var table in _tables)
            {
                // Attaching a table that exists lets puts and searches go on, which creating a partition does not.
                await session.ExecuteAsync(
                    $"CREATE TABLE {NameOf(table, slot)} (LIKE {table} INCLUDING ALL)").ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"ALTER TABLE {table} ATTACH PARTITION {NameOf(table, slot)} FOR VALUES IN ({Text(slot)})")
                    .ConfigureAwait(false);
            }
            await session.ExecuteAsync(
                "INSERT INTO slots(slot, opened_millis) VALUES ($1, $2)", default, slot, nowMillis)
                .ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            return slot;
        }
    }

    /// <summary>All slots, oldest first, with what is in them.</summary>
    public Task<List<SlotFacts>> AllAsync()
    {
        var bytes = string.Join(" + ", _tables.Select(
            static table => $"coalesce(pg_total_relation_size(to_regclass('{table}_' || s.slot)), 0)"));
        return session.QueryAsync(
            $"""
            SELECT s.slot, s.opened_millis, {bytes},
                (SELECT coalesce(sum(traces), 0)::bigint FROM writers w WHERE w.slot = s.slot),
                (SELECT coalesce(max(newest_millis), 0) FROM writers w WHERE w.slot = s.slot)
            FROM slots s ORDER BY s.slot
            """,
            static rows => new SlotFacts(
                rows.GetInt32(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4)));
    }

    /// <summary>Removes a slot with its traces. A revised trace goes with its first part.</summary>
    /// <returns>False: others use the ids too long; nothing was removed.</returns>
    public async Task<bool> TryRemoveAsync(int slot)
    {
        try
        {
            await RemoveAsync(slot).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause) when (ServerFault.IsOfLock(cause))
        {
            return false;
        }
    }

    private async Task RemoveAsync(int slot)
    {
        var transaction = await session.BeginAsync(isSnapshot: false).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await session.ExecuteAsync(WaitBriefly).ConfigureAwait(false);
            await session.ExecuteAsync("DELETE FROM slots WHERE slot = $1", default, slot).ConfigureAwait(false);
            await session.ExecuteAsync("DELETE FROM writers WHERE slot = $1", default, slot).ConfigureAwait(false);
            await session.ExecuteAsync(
                "DELETE FROM ids USING revised WHERE revised.slot = $1 AND ids.place = revised.place", default, slot)
                .ConfigureAwait(false);
            await session.ExecuteAsync("DELETE FROM revised WHERE slot = $1", default, slot).ConfigureAwait(false);
            // Without ids nobody finds its traces; the other tables follow.
            await session.ExecuteAsync($"DROP TABLE {NameOf("ids", slot)}").ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Drops the tables of slots that were removed. What another process uses too long is dropped the next
    /// time.</summary>
    public async Task DropRemovedAsync()
    {
        foreach (var table in _tables)
        {
            var left = await session.QueryAsync(
                """
                SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
                WHERE inhparent = to_regclass($1) AND child.relkind = 'r'
                    AND NOT EXISTS (SELECT 1 FROM slots WHERE child.relname = $1 || '_' || slot)
                """,
                static rows => rows.GetString(0), default, table).ConfigureAwait(false);
            foreach (var name in left)
                // One table in a transaction: a search that holds a lock on one never waits for another one.
                await DropAsync(name).ConfigureAwait(false);
        }
    }

    /// <summary>The table of one slot; both parts are names of this project.</summary>
    public static string NameOf(string table, int slot) => $"{table}_{Text(slot)}";

    private async Task DropAsync(string table)
    {
        try
        {
            var transaction = await session.BeginAsync(isSnapshot: false).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await session.ExecuteAsync(WaitBriefly).ConfigureAwait(false);
                await session.ExecuteAsync($"DROP TABLE IF EXISTS {table}").ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (ServerFault.IsOfLock(cause))
        {
            // A long search holds it.
        }
    }

    private async Task<(int Number, long OpenedMillis)?> NewestAsync()
    {
        var newest = await session.QueryAsync("SELECT slot, opened_millis FROM slots ORDER BY slot DESC LIMIT 1",
            static rows => (rows.GetInt32(0), rows.GetInt64(1))).ConfigureAwait(false);
        return newest.Count == 0 ? null : newest[0];
    }

    private static string Text(int slot) => slot.ToString(CultureInfo.InvariantCulture);
}
