using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query.Search;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/search</c>: the traces that match, a page of them, as lines of the page's list.</summary>
internal sealed class SearchApi(ITraceStore store, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/search", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (SearchQuery.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is not { } query)
        {
            await JsonAnswer.WriteAsync(context, 400, to =>
            {
                to.WriteStartObject();
                to.WriteString("error", $"{fault}");
                to.WriteEndObject();
            });
            return;
        }
        var notes = new QueryNotes();
        var found = await FindAsync(query, store.Noting(notes), context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("traces");
            foreach (var trace in found) SummaryWriter.Write(to, trace);
            to.WriteEndArray();
            // Fewer than a page: there are no more.
            if (found.Length == query.MaxTraces) to.WriteString("next", $"{TraceRank.Of(found[^1], query.Order)}");
            else to.WriteNull("next");
            NotesWriter.Write(to, "notes", notes);
            to.WriteEndObject();
        });
    }

    // A whole id needs no search.
    private static async Task<ImmutableArray<KeptTrace>> FindAsync(
        TraceQuery query, ITraceStore store, CancellationToken stopping) =>
        query.Text is { Length: TraceId.HexLength } text && TraceId.TryParse(text, out var id)
            && await store.GetAsync(id, stopping) is { } trace
            ? query.Matches(trace) ? [trace] : []
            : await store.FindAsync(query, stopping);
}
