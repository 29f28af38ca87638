using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary>Finds the traces that the page asks for by id, and says so where there is none.</summary>
internal static class TraceAnswers
{
    /// <param name="parameter">Of the route.</param>
    /// <param name="maxSpans">Spans that are returned; the trace says how many more it has.</param>
    /// <returns>Null: the request is answered, with what is wrong.</returns>
    public static async Task<KeptTrace?> FindAsync(
        HttpContext context, ITraceStore store, string parameter, int maxSpans,
        QueryNotes notes)
    {
        var text = context.GetRouteValue(parameter) as string ?? "";
        var isId = JaegerQuery.TryTraceId(text, out var id);
        if (isId && await store.Noting(notes).GetAsync(id, context.RequestAborted) is { } trace)
            return trace.Cut(maxSpans);
        await JsonAnswer.WriteAsync(context, isId ? 404 : 400, to =>
        {
            to.WriteStartObject();
            to.WriteString("error", isId ? "no such trace, or no longer kept"
                : "parameter 'id': must be 1 to 32 hexadecimal digits, not all zero");
            to.WriteString("id", text);
            NotesWriter.Write(to, "unanswered", notes);
            to.WriteEndObject();
        });
        return null;
    }
}
