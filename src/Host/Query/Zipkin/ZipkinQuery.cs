using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Parameters of a request to <c>/api/v2/traces</c>. The trace must have begun in the time; other conditions
/// are those on spans of the service, each of which another span may meet (zipkin, QueryRequest).</summary>
/// <param name="Annotations">Values of tags by their keys; an empty value: an annotation or a tag of the name.</param>
internal sealed record ZipkinQuery(
    string? Service, string? RemoteService, string? SpanName, ImmutableArray<KeyValuePair<string, string>> Annotations,
    ulong? MinDurationNanos, ulong? MaxDurationNanos, ulong FromUnixNanos, ulong UntilUnixNanos, int Limit)
{
    /// <summary>Zipkin's own defaults: a day, and ten traces.</summary>
    private const ulong DefaultLookbackMillis = 24 * 60 * 60 * 1000;
    private const int DefaultLimit = 10;

    private const int MaxAnnotations = 100;

    public static ZipkinQuery? TryRead(IQueryCollection given, DateTimeOffset now, out QueryFault? fault)
    {
        var reading = new QueryParameters(given);
        var end = Positive(reading, "endTs", 1_000_000) ?? (ulong)now.ToUnixTimeMilliseconds() * 1_000_000;
        var lookback = Positive(reading, "lookback", 1_000_000) ?? DefaultLookbackMillis * 1_000_000;
        var (least, most) = (Positive(reading, "minDuration", 1_000), Positive(reading, "maxDuration", 1_000));
        if (most is not null && least is null) reading.Report("maxDuration", "is only valid with minDuration");
        if (most < least) reading.Report("maxDuration", "must not be below minDuration");
        var query = new ZipkinQuery(
            reading.Text("serviceName"), reading.Text("remoteServiceName"),
            // The page writes "all" where no name is chosen.
            reading.Text("spanName") is { } name && name != "all" ? name : null,
            AnnotationsOf(reading), least, most, end - Math.Min(lookback, end), end,
            (int)Math.Min(Positive(reading, "limit", 1) ?? DefaultLimit, Keeping.TraceQuery.MaxLimit));
        fault = reading.Fault;
        return fault is null ? query : null;
    }

    private static ulong? Positive(QueryParameters reading, string name, ulong unit)
    {
        if (reading.Text(name) is not { } text) return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= ulong.MaxValue / unit)
            return number * unit;
        reading.Report(name, "must be a whole number above 0");
        return null;
    }

    // Of a key that is there twice the last value counts, and a value more than the name alone.
    private static ImmutableArray<KeyValuePair<string, string>> AnnotationsOf(QueryParameters reading)
    {
        var annotations = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var parts = (reading.Text("annotationQuery") ?? "").Split(" and ", StringSplitOptions.TrimEntries);
        foreach (var part in parts.Where(static part => part.Length > 0))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) annotations.TryAdd(part, "");
            else if (equals > 0) annotations[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }
        if (annotations.Count > MaxAnnotations)
            reading.Report("annotationQuery", $"may have up to {MaxAnnotations} parts");
        return [.. annotations];
    }
}
