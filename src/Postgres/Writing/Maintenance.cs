using Tracing.Figures.OverTime;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Tables;

namespace Tracing.Postgres.Writing;

/// <summary>Keeps the store within its limits of age and size: removes the oldest slots, and begins a new slot when the
/// newest has become large. Then merges small blocks.</summary>
/// <remarks>One owner. One process of the database does it at a time; the others read the figures alone.</remarks>
internal sealed class Maintenance(
    Session session, BlockMerging merging, FigureMerging figures, TimeSpan maxAge, long maxBytes)
{
    /// <summary>The newest slot takes at most this share of the size; so dropping the oldest deletes no more than it
    /// must.</summary>
    private const int LeastSlots = 16;

    private readonly Slots _slots = new(session);

    /// <param name="retentionNow">The time for ages: see RetentionClock.</param>
    /// <param name="removing">Called before the traces of a slot are removed, with their number; with the same number
    /// below zero if they cannot be removed now.</param>
    /// <returns>Number and size of the stored traces.</returns>
    public async Task<(long Traces, long Bytes)> RunAsync(
        DateTimeOffset retentionNow, long nowMillis, Action<long> removing)
    {
        var slots = await _slots.AllAsync().ConfigureAwait(false);
        if (slots.Count > 0 && await TryLockAsync().ConfigureAwait(false))
        {
            try
            {
                slots = await RetainAsync(slots, retentionNow, nowMillis, removing).ConfigureAwait(false);
                await _slots.DropRemovedAsync().ConfigureAwait(false);
                if (slots.Count > 0) await merging.RunAsync(slots[^1].Number).ConfigureAwait(false);
                await figures.RunAsync(FigureWindow.At(
                    DateTimeOffset.FromUnixTimeMilliseconds(nowMillis), retentionNow, maxAge)).ConfigureAwait(false);
            }
            finally
            {
                await session.ExecuteAsync($"SELECT pg_advisory_unlock({MaintenanceLock})").ConfigureAwait(false);
            }
        }
        return (slots.Sum(static slot => slot.Traces), slots.Sum(static slot => slot.Bytes));
    }

    // The lock of a session ends with it, also when the process is killed.
    private const string MaintenanceLock = "hashtextextended('tracing maintenance ' || current_schema(), 0)";

    private async Task<bool> TryLockAsync() => await session.NumberAsync(
        $"SELECT pg_try_advisory_lock({MaintenanceLock})::integer").ConfigureAwait(false) != 0;

    private async Task<List<SlotFacts>> RetainAsync(
        List<SlotFacts> slots, DateTimeOffset retentionNow, long nowMillis, Action<long> removing)
    {
        var oldestMillis = (retentionNow - maxAge).ToUnixTimeMilliseconds();
        var bytes = slots.Sum(static slot => slot.Bytes);
        var removed = 0;
        foreach (var slot in slots)
        {
            var isTooOld = slot.NewestMillis > 0 && slot.NewestMillis < oldestMillis;
            var isNewest = removed == slots.Count - 1;
            if (!isTooOld && (bytes <= maxBytes || isNewest)) break;
            // The newest slot is where processes store: another one takes its place first.
            if (isNewest) await _slots.OpenAsync(slot.Number, nowMillis).ConfigureAwait(false);
            removing(slot.Traces);
            if (!await _slots.TryRemoveAsync(slot.Number).ConfigureAwait(false))
            {
                removing(-slot.Traces);
                break;
            }
            bytes -= slot.Bytes;
            removed++;
        }
        if (removed < slots.Count && slots[^1].Bytes > maxBytes / LeastSlots)
            await _slots.OpenAsync(slots[^1].Number, nowMillis).ConfigureAwait(false);
        return slots[removed..];
    }
}
