using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.Keeping;

/// <summary>The position of a trace in an order: higher values first, and among equal ones higher ids. The position of
/// the last trace of a page is the cursor for the next page.</summary>
/// <param name="Value">The start in unix nanoseconds, or the duration in nanoseconds.</param>
public readonly record struct TraceRank(ulong Value, TraceId Id) : IComparable<TraceRank>
{
    public static TraceRank Of(KeptTrace trace, TraceOrder order)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new(order == TraceOrder.Slowest ? trace.Measure.DurationNanos : trace.Measure.StartUnixNanos,
            trace.TraceId);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceRank rank)
    {
        rank = default;
        var dash = text.IndexOf('-');
        if (dash < 0 || !ulong.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || text.Length != dash + 1 + TraceId.HexLength || !TraceId.TryParse(text[(dash + 1)..], out var id))
            return false;
        rank = new TraceRank(value, id);
        return true;
    }

    /// <summary>Returns the first traces in the order of a query, up to its limit.</summary>
    internal static ImmutableArray<KeptTrace> First(IEnumerable<KeptTrace> traces, TraceQuery query) =>
        [.. traces.OrderByDescending(trace => Of(trace, query.Order)).Take(query.MaxTraces)];

    public int CompareTo(TraceRank other) =>
        Value != other.Value ? Value.CompareTo(other.Value) : Id.CompareTo(other.Id);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}-{Id}");

    public static bool operator <(TraceRank left, TraceRank right) => left.CompareTo(right) < 0;

    public static bool operator >(TraceRank left, TraceRank right) => left.CompareTo(right) > 0;

    public static bool operator <=(TraceRank left, TraceRank right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TraceRank left, TraceRank right) => left.CompareTo(right) >= 0;
}
