using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Tracing.Hosting.Query;
using Tracing.Hosting.Query.Search;
using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Hosting.Agents;

/// <summary>Searches traces, by the fields of the page's search or in TraceQL.</summary>
internal sealed class SearchTool(ITraceStore store, TimeProvider time) : AgentTool("search_traces", "Search traces",
    "Finds traces. All arguments must match, and those about spans must match one and the same span. Or q, a search in "
    + "TraceQL, with a time, order, after and limit only. Each line of the answer is a trace: id, start, duration, "
    + "number of spans, completeness, root service and operation, services.",
    SearchFields.All)
{
    /// <summary>Fewer than the page shows: an agent reads every line.</summary>
    private const string DefaultLimit = "20";

    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        var given = WithLimit(call.Given);
        var notes = call.Notes;
        QueryFault? fault;
        if (given.ContainsKey(TraceQlQuestion.Parameter))
        {
            if (TraceQlQuestion.TryRead(given, time.GetUtcNow(), out fault) is { } asked)
            {
                var result = await new TraceQlSearch(store.Noting(notes), time)
                    .FindAsync(asked.Query, asked.Range, asked.Limit, stopping);
                if (result.IsCut) notes.Add("the search took too long and ended early; a shorter time makes it faster");
                return Answer(result.Traces, result.Next, asked.Range.Order);
            }
        }
        else if (SearchQuery.TryRead(given, time.GetUtcNow(), out fault) is { } query)
        {
            var (found, next) = await SearchQuery.FindAsync(query, store.Noting(notes), stopping);
            return Answer(found, next, query.Order);
        }
        if (fault is not null) call.Reading.Report(fault.Parameter, fault.Problem);
        return null;
    }

    private static ToolAnswer Answer(ImmutableArray<KeptTrace> found, TraceRank? next, TraceOrder order) =>
        new([found.IsEmpty ? "no trace matches" : $"traces: {found.Length}{(next is null ? "" : " and more")}"],
            [.. found.Select(TraceLine.Of)])
        {
            HasMore = next is not null,
            GoOn = written => "the rest: the same call with after = "
                + $"{(written == found.Length ? next : TraceRank.Of(found[written - 1], order))}",
        };

    private static QueryCollection WithLimit(IQueryCollection given)
    {
        var with = given.ToDictionary(StringComparer.OrdinalIgnoreCase);
        with.TryAdd("limit", DefaultLimit);
        return new QueryCollection(with);
    }
}
