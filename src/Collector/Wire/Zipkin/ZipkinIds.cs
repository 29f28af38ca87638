using System.Globalization;

namespace Tracing.Wire.Zipkin;

/// <summary>Reads ids as Zipkin's clients write them: hexadecimal, of any length up to the full one, leading zeros left
/// out or not.</summary>
internal static class ZipkinIds
{
    public static bool TryTraceId(string text, out TraceId id)
    {
        id = default;
        if (text.Length is 0 or > 2 * SpanId.HexLength) return false;
        var low = text.Length > SpanId.HexLength ? text[^SpanId.HexLength..] : text;
        var high = text[..^low.Length];
        if (!TryNumber(low, out var lowNumber) || !TryNumber(high.Length == 0 ? "0" : high, out var highNumber))
            return false;
        id = new TraceId(highNumber, lowNumber);
        return !id.IsNone;
    }

    public static bool TrySpanId(string text, out SpanId id)
    {
        id = default;
        if (text.Length is 0 or > SpanId.HexLength || !TryNumber(text, out var number)) return false;
        id = new SpanId(number);
        return !id.IsNone;
    }

    private static bool TryNumber(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
