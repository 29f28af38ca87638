using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Search;

/// <summary>Parameters of a request to <c>/api/search</c>; docs/host.md lists them.</summary>
internal static class SearchQuery
{
    public const int DefaultLimit = 50;

    /// <summary>Traces of one page.</summary>
    public const int MaxLimit = 1_000;

    private const ulong NanosPerMilli = 1_000_000;

    /// <summary>The names of all parameters.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "service", "operation", "text", "tag", "from", "until", "since", "minDuration", "maxDuration",
        "minSpanDuration", "maxSpanDuration", "error", "status", "kind", "scope", "description", "completeness",
        "undelivered", "missing",
        "caller", "actor", "actorType", "minWait", "order", "after", "limit");

    public static TraceQuery? TryRead(IQueryCollection parameters, DateTimeOffset now, out QueryFault? fault)
    {
        var reading = new QueryParameters(parameters);
        reading.RefuseOthers(Names);
        var query = new TraceQuery(
            reading.Text("service"), reading.Text("operation"), From(reading, now), reading.Time("until"),
            reading.Duration("minDuration"), reading.Duration("maxDuration"), reading.Flag("error"),
            Conditions(reading), reading.Number("limit", DefaultLimit, MaxLimit),
            reading.Choice<CompletenessKind>("completeness"))
        {
            Text = reading.Text("text"),
            Status = reading.Choice<SpanStatus>("status"),
            Kind = reading.Choice<SpanKind>("kind"),
            Caller = reading.Text("caller"),
            ScopeName = reading.Text("scope"),
            StatusDescription = reading.Text("description"),
            MinSpanDurationNanos = reading.Duration("minSpanDuration"),
            MaxSpanDurationNanos = reading.Duration("maxSpanDuration"),
            OnlyUndelivered = reading.Flag("undelivered"),
            OnlyMissing = reading.Flag("missing"),
            ActorPath = reading.Text("actor"),
            ActorType = reading.Text("actorType"),
            MinMailboxWaitNanos = reading.Duration("minWait"),
            Order = Order(reading),
            After = After(reading),
        };
        if (query.MinDurationNanos > query.MaxDurationNanos)
            reading.Report("maxDuration", "must not be below minDuration");
        if (query.MinSpanDurationNanos > query.MaxSpanDurationNanos)
            reading.Report("maxSpanDuration", "must not be below minSpanDuration");
        if (query.FromUnixNanos > query.UntilUnixNanos) reading.Report("until", "must not be before from");
        fault = reading.Fault;
        return fault is null ? query : null;
    }

    /// <summary>Returns a page of the traces that match, and the place where the next page begins; null: there are no
    /// more.</summary>
    public static async Task<(ImmutableArray<KeptTrace> Found, TraceRank? Next)> FindAsync(
        TraceQuery query, ITraceStore store, CancellationToken stopping)
    {
        // A whole id needs no search.
        var found = query.Text is { Length: TraceId.HexLength } text && TraceId.TryParse(text, out var id)
            && await store.GetAsync(id, stopping) is { } trace
            ? query.Matches(trace) ? [trace] : []
            : await store.FindAsync(query, stopping);
        return (found, found.Length == query.MaxTraces ? TraceRank.Of(found[^1], query.Order) : null);
    }

    internal static ulong? From(QueryParameters reading, DateTimeOffset now)
    {
        if (reading.Duration("since") is not { } since) return reading.Time("from");
        if (reading.Text("from") is not null) reading.Report("since", "cannot be given together with from");
        var until = (ulong)now.ToUnixTimeMilliseconds() * NanosPerMilli;
        return until - Math.Min(since, until);
    }

    private static ImmutableArray<AttributeCondition> Conditions(QueryParameters reading)
    {
        var conditions = ImmutableArray.CreateBuilder<AttributeCondition>();
        foreach (var text in reading.All("tag"))
        {
            if (ConditionText.TryParse(text, out var problem) is { } condition) conditions.Add(condition);
            else reading.Report("tag", $"{text}: {problem}");
        }
        return conditions.DrainToImmutable();
    }

    internal static TraceOrder Order(QueryParameters reading)
    {
        var order = reading.Text("order") ?? "newest";
        if (order is not ("newest" or "slowest")) reading.Report("order", "must be newest or slowest");
        return order == "slowest" ? TraceOrder.Slowest : TraceOrder.Newest;
    }

    internal static TraceRank? After(QueryParameters reading)
    {
        if (reading.Text("after") is not { } text) return null;
        if (TraceRank.TryParse(text, out var rank)) return rank;
        reading.Report("after", "must be the next of an earlier answer");
        return null;
    }
}
