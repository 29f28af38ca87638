using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Wire.Zipkin;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Finds the traces that match Zipkin's query, the newest first.</summary>
/// <remarks>Zipkin keeps the names of services, spans and remote services in lower case, and so do its clients and the
/// links to its page. Here names are kept as they came: one that is not there is looked for in any case.</remarks>
/// <param name="maxInspected">Traces that are looked at, so that a search for what is rare ends.</param>
internal sealed class ZipkinSearch(ITraceStore store, int maxInspected = 20_000, int pageSize = 256)
{
    /// <summary>Services whose spans are looked at for a name, where the query has no service.</summary>
    private const int MaxServices = 100;

    /// <param name="notes">Hears where there is more than was looked at.</param>
    public async Task<IReadOnlyList<KeptTrace>> FindAsync(
        ZipkinQuery query, QueryNotes notes, CancellationToken stopping)
    {
        var service = await ServiceAsync(query.Service, stopping);
        var names = query.SpanName is { } name ? await SpanNamesAsync(name, service, stopping) : [];
        var found = await FindAsync(query, service, Conditions(query, service, names), notes, stopping);
        return found.Count > 0 || query.RemoteService is null ? found
            : await FindAsync(
                query, service, Conditions(query, service, names, isRemoteInAnyCase: true), notes, stopping);
    }

    /// <summary>Returns the name of a service as it is kept.</summary>
    public async Task<string?> ServiceAsync(string? name, CancellationToken stopping) =>
        name is null ? null : Kept(await store.ServicesAsync(stopping), name).FirstOrDefault(name);

    private async Task<ImmutableArray<string>> SpanNamesAsync(string name, string? service, CancellationToken stopping)
    {
        ImmutableArray<string> services = service is null ? await store.ServicesAsync(stopping) : [service];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in services.Take(MaxServices))
            names.UnionWith((await store.OperationsAsync(one, stopping)).Select(static operation => operation.Name));
        return Kept(names, name) is { IsEmpty: false } kept ? kept : [name];
    }

    private static ImmutableArray<string> Kept(IReadOnlyCollection<string> names, string name) =>
        names.Contains(name) ? [name]
            : [.. names.Where(one => one.Equals(name, StringComparison.OrdinalIgnoreCase))];

    private async Task<IReadOnlyList<KeptTrace>> FindAsync(ZipkinQuery query, string? service,
        ImmutableArray<ImmutableArray<TraceQuery>> conditions, QueryNotes notes, CancellationToken stopping)
    {
        // The store looks for the first; all are looked for in what it finds.
        var first = conditions.Length > 0 && conditions[0].Length == 1 ? conditions[0][0] : new TraceQuery(service);
        var asked = first with
        {
            TraceFromUnixNanos = query.FromUnixNanos,
            TraceUntilUnixNanos = query.UntilUnixNanos,
            Order = TraceOrder.Newest,
            Limit = Math.Min(pageSize, Math.Max(query.Limit, 16)),
        };
        var found = new List<KeptTrace>();
        for (var inspected = 0; inspected < maxInspected;)
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
            if (page.IsEmpty || (page.Length < asked.MaxTraces && !store.IsShared)) return found;
            asked = asked with { After = TraceRank.Of(page[^1], TraceOrder.Newest) };
        }
        notes.Add($"only the newest {maxInspected} traces that may match were looked at");
        return found;
    }

    // All must be met, each by one of its alternatives; those with one alternative first.
    private static ImmutableArray<ImmutableArray<TraceQuery>> Conditions(
        ZipkinQuery query, string? service, ImmutableArray<string> names, bool isRemoteInAnyCase = false)
    {
        var conditions = new List<ImmutableArray<TraceQuery>>();
        if (!names.IsEmpty) conditions.Add([.. names.Select(name => new TraceQuery(service, name))]);
        if (query.RemoteService is { } remote)
        {
            var (compares, value) = isRemoteInAnyCase
                ? (AttributeOperator.Matches, $@"(?i)^{Regex.Escape(remote)}\z")
                : (AttributeOperator.Equal, remote);
            conditions.Add([With(service, ZipkinTags.RemoteService, value, compares)]);
        }
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
