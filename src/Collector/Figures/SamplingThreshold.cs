using System.Globalization;

namespace Tracing.Figures;

/// <summary>Reads the sampling threshold that OpenTelemetry's samplers write into the trace state, as
/// <c>ot=th:8</c>.</summary>
internal static class SamplingThreshold
{
    /// <summary>Digits of a threshold of 56 bits; those that are left out are zero.</summary>
    private const int MaxDigits = 14;

    /// <summary>Number of spans for which a span stands, itself included; 1 without a threshold.</summary>
    public static double WeightOf(string? traceState)
    {
        if (traceState is null) return 1;
        foreach (var member in traceState.AsSpan().Split(','))
        {
            var pair = traceState.AsSpan(member).Trim();
            if (!pair.StartsWith("ot=", StringComparison.Ordinal)) continue;
            foreach (var part in pair[3..].Split(';'))
            {
                var field = pair[3..][part];
                if (field.StartsWith("th:", StringComparison.Ordinal)) return WeightOfDigits(field[3..]);
            }
        }
        return 1;
    }

    private static double WeightOfDigits(ReadOnlySpan<char> digits)
    {
        if (digits.Length is 0 or > MaxDigits
            || !ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rejected))
            return 1;
        rejected <<= 4 * (MaxDigits - digits.Length);
        const double All = 1UL << (4 * MaxDigits);
        return All / (All - rejected);
    }
}
