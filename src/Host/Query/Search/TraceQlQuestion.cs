using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Tracing.TraceQl;

namespace Tracing.Hosting.Query.Search;

/// <summary>A request to <c>/api/search</c> that asks in TraceQL, by the parameter <c>q</c>.</summary>
internal sealed record TraceQlQuestion(TraceQlQuery Query, TraceQlRange Range, int Limit)
{
    public const string Parameter = "q";

    // The others can be said in the query.
    private static readonly FrozenSet<string> _names = FrozenSet.Create(StringComparer.Ordinal,
        Parameter, "from", "until", "since", "order", "after", "limit");

    public static TraceQlQuestion? TryRead(IQueryCollection parameters, DateTimeOffset now, out QueryFault? fault)
    {
        var reading = new QueryParameters(parameters);
        foreach (var name in parameters.Keys)
            if (!_names.Contains(name))
                reading.Report(name, $"cannot be given together with {Parameter}");
        var query = TraceQlQuery.TryParse(reading.Text(Parameter) ?? "", out var broken);
        if (query is null) reading.Report(Parameter, $"{broken}");
        else if (query.IsMetrics)
            reading.Report(
                Parameter, "asks for figures over time; /api/metrics/query_range on Tempo's port answers it");
        var range = new TraceQlRange(SearchQuery.From(reading, now), reading.Time("until"), SearchQuery.Order(reading),
            SearchQuery.After(reading));
        if (range.FromUnixNanos > range.UntilUnixNanos) reading.Report("until", "must not be before from");
        var limit = reading.Number("limit", SearchQuery.DefaultLimit, SearchQuery.MaxLimit);
        fault = reading.Fault is { Parameter: Parameter } inQuery ? inQuery with { Place = broken } : reading.Fault;
        return fault is null && query is not null ? new TraceQlQuestion(query, range, limit) : null;
    }
}
