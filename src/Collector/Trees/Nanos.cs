using System.Globalization;

namespace Tracing.Trees;

/// <summary>Formats durations for people, with three digits and a fitting unit.</summary>
public static class Nanos
{
    public static string Text(ulong nanos) => nanos switch
    {
        < 1_000 => $"{nanos} ns",
        < 1_000_000 => Scaled(nanos / 1e3, "µs"),
        < 1_000_000_000 => Scaled(nanos / 1e6, "ms"),
        _ => Scaled(nanos / 1e9, "s"),
    };

    private static string Scaled(double value, string unit) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + unit;
}
