using System.Collections.Immutable;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Wire.Zipkin;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Finds the traces that match Zipkin's query, the newest first.</summary>
internal sealed class ZipkinSearch(ITraceStore store)
{
    private const int PageSize = 256;

    /// <summary>Traces that are looked at, so that a search for what is rare ends.</summary>
    private const int MaxInspected = 20_000;

    public async Task<IReadOnlyList<KeptTrace>> FindAsync(ZipkinQuery query, CancellationToken stopping)
    {
        var service = await ServiceAsync(query.Service, stopping);
        var conditions = Conditions(query, service);
        // The store looks for the first; all are looked for in what it finds.
        var first = conditions.Length > 0 && conditions[0].Length == 1 ? conditions[0][0] : new TraceQuery(service);
        var asked = first with
        {
            TraceFromUnixNanos = query.FromUnixNanos,
            TraceUntilUnixNanos = query.UntilUnixNanos,
            Order = TraceOrder.Newest,
            Limit = Math.Min(PageSize, Math.Max(query.Limit, 16)),
        };
        var found = new List<KeptTrace>();
        for (var inspected = 0; inspected < MaxInspected;)
        {
            var page = await store.FindAsync(asked, stopping);
            foreach (var trace in page)
            {
                // Pages go back in time: before the begin there is nothing to find.
                if (trace.Summary.StartUnixNanos < query.FromUnixNanos) return found;
                if (conditions.All(any => any.Any(one => one.Matches(trace)))) found.Add(trace);
                if (found.Count == query.Limit) return found;
            }
            inspected += page.Length;
            if (page.IsEmpty || (page.Length < asked.MaxTraces && !store.IsShared)) break;
            asked = asked with { After = TraceRank.Of(page[^1], TraceOrder.Newest) };
        }
        return found;
    }

    /// <summary>Returns the name of a service as it is kept. Zipkin's clients may write it in lower case.</summary>
    public async Task<string?> ServiceAsync(string? name, CancellationToken stopping)
    {
        if (name is null) return null;
        var services = await store.ServicesAsync(stopping);
        return services.Contains(name) ? name
            : services.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
    }

    // All must be met, each by one of its alternatives; those with one alternative first.
    private static ImmutableArray<ImmutableArray<TraceQuery>> Conditions(ZipkinQuery query, string? service)
    {
        var conditions = new List<ImmutableArray<TraceQuery>>();
        if (query.SpanName is { } name) conditions.Add([new TraceQuery(service, name)]);
        if (query.RemoteService is { } remote) conditions.Add([With(service, ZipkinTags.RemoteService, remote)]);
        if (query.MinDurationNanos is not null)
        {
            conditions.Add(
            [
                new TraceQuery(service)
                {
                    MinSpanDurationNanos = query.MinDurationNanos,
                    // To the microsecond, as durations are written.
                    MaxSpanDurationNanos = query.MaxDurationNanos + 999,
                },
            ]);
        }
        foreach (var (key, value) in query.Annotations)
        {
            conditions.Add((key, value) switch
            {
                // The tag of spans that failed. It has the status description, which other spans have elsewhere.
                (ZipkinTags.Error, "") => [new TraceQuery(service) { Status = SpanStatus.Error }],
                (ZipkinTags.Error, _) => [With(service, key, value), With(service, "otel.status_description", value)],
                (_, "") => [With(service, "event", key), With(service, key, "", AttributeOperator.Matches)],
                _ => [With(service, key, value)],
            });
        }
        if (conditions.Count == 0 && service is not null) conditions.Add([new TraceQuery(service)]);
        return [.. conditions.OrderBy(static one => one.Length)];
    }

    // An empty pattern matches every value.
    private static TraceQuery With(
        string? service, string key, string value, AttributeOperator compares = AttributeOperator.Equal) =>
        AttributeCondition.TryCreate(key, compares, value, AttributeScope.Any, out _) is { } condition
            ? new TraceQuery(service, Attributes: [condition])
            // A key or value that no attribute can have.
            : new TraceQuery(MinDurationNanos: ulong.MaxValue);
}
