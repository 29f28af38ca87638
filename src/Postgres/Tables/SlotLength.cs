namespace Tracing.Postgres.Tables;

/// <summary>The time for which a slot takes new traces. Retention drops whole slots, so traces live at most this much
/// longer than asked.</summary>
internal static class SlotLength
{
    /// <summary>The fewest slots in the age of the oldest trace. More would slow down each look-up by id, which asks
    /// every slot.</summary>
    private const int LeastSlots = 6;

    private static readonly TimeSpan[] _lengths =
    [
        TimeSpan.FromDays(30), TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromHours(6), TimeSpan.FromHours(1),
        TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10),
    ];

    public static TimeSpan Of(TimeSpan maxAge)
    {
        foreach (var length in _lengths)
            if (length <= maxAge / LeastSlots)
                return length;
        return _lengths[^1];
    }
}
