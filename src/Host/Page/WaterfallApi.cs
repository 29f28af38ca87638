using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/waterfall/{id}</c>: one trace as the page draws it.</summary>
internal sealed class WaterfallApi(ITraceStore store, AnswerLimits limits)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/waterfall/{id}", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (await TraceAnswers.FindAsync(context, store, "id", limits.MaxSpans, notes) is { } trace)
            await JsonAnswer.WriteAsync(context, 200, to => WaterfallWriter.Write(to, trace, limits.MaxBytes, notes));
    }
}
