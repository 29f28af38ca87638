using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.TraceQl.Syntax;

/// <summary>Durations as TraceQL writes them: numbers with units, one after the other, as <c>1.5s</c> or
/// <c>1h30m</c>.</summary>
internal static class DurationText
{
    private const long Milli = 1_000_000, Second = 1_000 * Milli, Minute = 60 * Second, Hour = 60 * Minute,
        Day = 24 * Hour;

    // Longer ones first where one unit begins another.
    private static readonly ImmutableArray<(string Unit, long Nanos)> _units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", Milli), ("s", Second), ("m", Minute),
        ("h", Hour), ("d", Day), ("w", 7 * Day), ("y", 365 * Day),
    ];

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a whole text. False when it is no duration, or one of more than 292 years.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long nanos)
    {
        nanos = 0;
        if (text.IsEmpty) return false;
        decimal sum = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(_digits);
            if (digits <= 0 || !decimal.TryParse(
                text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            text = text[digits..];
            var unit = UnitOf(text);
            if (unit.Nanos == 0 || number > long.MaxValue / unit.Nanos) return false;
            sum += number * unit.Nanos;
            if (sum > long.MaxValue) return false;
            text = text[unit.Length..];
        }
        nanos = (long)sum;
        return true;
    }

    public static string Of(long nanos)
    {
        if (nanos == 0) return "0s";
        var (sign, rest) = nanos < 0 ? ("-", (decimal)-(double)nanos) : ("", nanos);
        var (unit, each) = rest >= Second ? ("s", Second) : rest >= Milli ? ("ms", Milli)
            : rest >= 1_000 ? ("us", 1_000L) : ("ns", 1L);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{rest / each:0.#########}{unit}");
    }

    private static (int Length, long Nanos) UnitOf(ReadOnlySpan<char> text)
    {
        foreach (var (unit, nanos) in _units)
            if (text.StartsWith(unit, StringComparison.Ordinal))
                return (unit.Length, nanos);
        return default;
    }
}
