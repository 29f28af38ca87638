using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tracing.Finding;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Reads the parameters <c>query.*</c> of Jaeger's API, version 3, in camel or snake case.</summary>
internal static class JaegerV3Query
{
    private const int DefaultLimit = 100;

    public static TraceQuery? TryRead(IQueryCollection given, out QueryFault? fault)
    {
        var reading = new QueryParameters(given);
        var query = new TraceQuery(
            Service: reading.Text(Name("serviceName", "service_name")),
            Operation: reading.Text(Name("operationName", "operation_name")),
            FromUnixNanos: reading.Time(Name("startTimeMin", "start_time_min")),
            UntilUnixNanos: reading.Time(Name("startTimeMax", "start_time_max")),
            MinDurationNanos: reading.Duration(Name("durationMin", "duration_min")),
            MaxDurationNanos: reading.Duration(Name("durationMax", "duration_max")),
            Attributes: Attributes(reading),
            Limit: reading.Number(Name("searchDepth", "search_depth"), DefaultLimit, TraceQuery.MaxLimit))
        {
            Order = TraceOrder.Newest,
        };
        if (query.MinDurationNanos > query.MaxDurationNanos)
            reading.Report("query.durationMax", "must not be below query.durationMin");
        fault = reading.Fault;
        return fault is null ? query : null;

        string Name(string camel, string snake) =>
            given.ContainsKey($"query.{snake}") ? $"query.{snake}" : $"query.{camel}";
    }

    private static ImmutableArray<AttributeCondition> Attributes(QueryParameters reading)
    {
        const string Name = "query.attributes";
        if (reading.Text(Name) is not { } text) return [];
        var conditions = ImmutableArray.CreateBuilder<AttributeCondition>();
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var pair in json.RootElement.EnumerateObject())
            {
                if (AttributeCondition.TryCreate(pair.Name, AttributeOperator.Equal, JaegerTags.Text(pair.Value),
                    AttributeScope.Any, out var problem) is { } condition)
                    conditions.Add(condition);
                else reading.Report(Name, problem ?? "cannot be read");
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            reading.Report(Name, "must be a JSON object of key and value");
        }
        return conditions.DrainToImmutable();
    }
}
