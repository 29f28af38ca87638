using System.Buffers;
using System.Globalization;

namespace Tracing.Hosting.Query;

/// <summary>
/// Durations as Jaeger's clients write them: numbers with units, one after the other, as <c>1.2ms</c> or
/// <c>1m30s</c>.
/// </summary>
internal static class GoDuration
{
    // Longer ones first where one unit begins another.
    private static readonly (string Unit, decimal Nanos)[] _units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789.");

    public static bool TryNanos(ReadOnlySpan<char> text, out ulong nanos)
    {
        nanos = 0;
        if (text is "0") return true;
        if (text.IsEmpty) return false;
        decimal sum = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(_digits);
            if (digits <= 0 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var number))
                return false;
            text = text[digits..];
            if (!TryUnit(ref text, out var unitNanos) || number > long.MaxValue / unitNanos) return false;
            sum += number * unitNanos;
            if (sum > long.MaxValue) return false;
        }
        nanos = (ulong)sum;
        return true;
    }

    private static bool TryUnit(ref ReadOnlySpan<char> text, out decimal nanos)
    {
        foreach (var (unit, unitNanos) in _units)
        {
            if (!text.StartsWith(unit, StringComparison.Ordinal)) continue;
            text = text[unit.Length..];
            nanos = unitNanos;
            return true;
        }
        nanos = 0;
        return false;
    }
}
