using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query.Search;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/search</c>: the traces that match, a page of them, as lines of the page's list.</summary>
internal sealed class SearchApi(ITraceStore store, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/search", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey(TraceQlQuestion.Parameter)) await AnswerTraceQlAsync(context);
        else if (SearchQuery.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is { } query)
            await AnswerAsync(context, query);
        else await FaultAnswer.WriteAsync(context, fault);
    }

    private async Task AnswerAsync(HttpContext context, TraceQuery query)
    {
        var notes = new QueryNotes();
        var (found, next) = await SearchQuery.FindAsync(query, store.Noting(notes), context.RequestAborted);
        await WriteAsync(context, found, next, isCut: false, notes);
    }

    private async Task AnswerTraceQlAsync(HttpContext context)
    {
        if (TraceQlQuestion.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is not { } asked)
        {
            await FaultAnswer.WriteAsync(context, fault);
            return;
        }
        var notes = new QueryNotes();
        var found = await new TraceQlSearch(store.Noting(notes), time)
            .FindAsync(asked.Query, asked.Range, asked.Limit, context.RequestAborted);
        await WriteAsync(context, found.Traces, found.Next, found.IsCut, notes);
    }

    private static Task WriteAsync(
        HttpContext context, ImmutableArray<KeptTrace> found, TraceRank? next, bool isCut, QueryNotes notes) =>
        JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("traces");
            foreach (var trace in found) SummaryWriter.Write(to, trace);
            to.WriteEndArray();
            if (next is null) to.WriteNull("next");
            else to.WriteString("next", $"{next}");
            // The search took too long; it can go on at the next page.
            if (isCut) to.WriteBoolean("cut", true);
            NotesWriter.Write(to, "notes", notes);
            to.WriteEndObject();
        });
}
