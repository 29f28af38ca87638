using Tracing.Keeping;

namespace Tracing.Storage.Packing;

/// <summary>The shortest and the longest trace of each service of a block, in the block's filter. The header of a block
/// has them for all traces alone, and one slow service hides how slow the others are.</summary>
/// <remarks>Filters of earlier versions lack the marks and exclude nothing by durations.</remarks>
internal static class DurationFilter
{
    /// <summary>Services of a block. With more of them, names are random, and none is in the filter.</summary>
    private const int MaxServices = 64;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0durations {mark}"))];

    /// <param name="parts">Gets the durations, as numbers.</param>
    /// <param name="services">The services of the block with the entries that use them.</param>
    public static void Add(FilterEntries hashes, PartFilter parts, IReadOnlyCollection<LabelUse> services,
        IReadOnlyList<EntryFacts> entries)
    {
        if (services.Count > MaxServices) return;
        hashes.Add(_marks);
        foreach (var service in services)
        {
            var (least, greatest) = (ulong.MaxValue, 0UL);
            foreach (var entry in service.Entries)
            {
                var duration = entries[entry].DurationNanos;
                (least, greatest) = (Math.Min(least, duration), Math.Max(greatest, duration));
            }
            var key = TagFilter.HashOf(KeyOf(service.Service));
            parts.AddNumber(key, least);
            parts.AddNumber(key, greatest);
        }
    }

    /// <summary>True when the filter can exclude blocks for this query.</summary>
    public static bool Helps(TraceQuery query) => query.Service is not null
        && (query.Order == TraceOrder.Slowest || query.MinDurationNanos > 0 || query.MinSpanDurationNanos > 0);

    /// <summary>False: no trace of the block with the service is as long.</summary>
    /// <param name="leastNanos">The shortest trace that is wanted.</param>
    public static bool MayMatch(ReadOnlySpan<byte> bits, NumberRanges numbers, TraceQuery query, ulong leastNanos) =>
        query.Service is not { } service || leastNanos == 0 || !numbers.AreKnown
        || !BloomFilter.MayHaveAll(bits, _marks) || numbers.Reaches(KeyOf(service), leastNanos);

    private static string KeyOf(string service) => $"\0duration {service}";
}
