using System.Globalization;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Writes a trace in one line.</summary>
internal static class TraceLine
{
    public static string Of(KeptTrace trace)
    {
        var summary = trace.Summary;
        var services = string.Join(", ", summary.Services.Take(6).Select(static one => one.Service));
        if (summary.Services.Length > 6) services += $" and {summary.Services.Length - 6} more";
        var errors = summary.ErrorCount > 0 ? $"  {summary.ErrorCount} failed" : "";
        return LineText.Of(string.Create(CultureInfo.InvariantCulture,
            $"{trace.TraceId}  {Time(summary.StartUnixNanos)}  {Nanos.Text(summary.DurationNanos)}  ")
            + string.Create(CultureInfo.InvariantCulture, $"{summary.SpanCount} spans  {Completeness(trace)}{errors}  ")
            + $"{summary.RootService}: {summary.RootOperation}  [{services}]");
    }

    /// <summary>Returns a time in UTC, to the millisecond.</summary>
    public static string Time(ulong unixNanos)
    {
        var millis = unixNanos / 1_000_000;
        // A sender's clock may say anything.
        return millis > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? "?"
            : DateTimeOffset.FromUnixTimeMilliseconds((long)millis)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    // The reason and the number; the trace itself names the parents.
    private static string Completeness(KeptTrace trace)
    {
        var verdict = trace.Completeness;
        var kind = (verdict with { Missing = [] }).ToString();
        return verdict.Missing.IsDefaultOrEmpty ? kind
            : string.Create(CultureInfo.InvariantCulture,
                $"{kind}, {verdict.Missing.Sum(static one => (long)one.Count)} missing");
    }
}
