using System.Globalization;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Reads times as Tempo's clients write them: seconds since 1970, nanoseconds, or RFC 3339.</summary>
internal static class TempoTime
{
    private const ulong NanosPerSecond = 1_000_000_000;

    /// <summary>Larger numbers are nanoseconds: as seconds they would be in the year 5138.</summary>
    private const ulong MaxSeconds = 100_000_000_000;

    /// <returns>Null for a parameter that is absent.</returns>
    public static ulong? Read(QueryParameters reading, string name)
    {
        if (reading.Text(name) is not { } text) return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number > MaxSeconds ? number : number * NanosPerSecond;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < MaxSeconds)
            return (ulong)(seconds * NanosPerSecond);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch)
            return (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
        reading.Report(name, "must be seconds since 1970, nanoseconds, or a time such as 2026-01-02T03:04:05Z");
        return null;
    }
}
