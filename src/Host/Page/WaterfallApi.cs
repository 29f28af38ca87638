using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/waterfall/{id}</c>: one trace as the page draws it.</summary>
internal sealed class WaterfallApi(ITraceStore store)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/waterfall/{id}", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        var isId = JaegerQuery.TryTraceId(context.GetRouteValue("id") as string ?? "", out var id);
        if (isId && await store.Noting(notes).GetAsync(id, context.RequestAborted) is { } trace)
            await JsonAnswer.WriteAsync(context, 200, to => WaterfallWriter.Write(to, trace, notes));
        else
            await JsonAnswer.WriteAsync(context, isId ? 404 : 400, to =>
            {
                to.WriteStartObject();
                to.WriteString("error", isId ? "no such trace, or not closed yet, or no longer kept" : "not a trace id");
                NotesWriter.Write(to, "unanswered", notes);
                to.WriteEndObject();
            });
    }
}
