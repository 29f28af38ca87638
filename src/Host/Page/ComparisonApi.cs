using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/comparison/{before}/{after}</c>: two traces beside each other as the page draws them.</summary>
internal sealed class ComparisonApi(ITraceStore store, AnswerLimits limits)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/comparison/{before}/{after}", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (await TraceAnswers.FindAsync(context, store, "before", limits.MaxSpans, notes) is { } before
            && await TraceAnswers.FindAsync(context, store, "after", limits.MaxSpans, notes) is { } after)
            await JsonAnswer.WriteAsync(context, 200, to => ComparisonWriter.Write(to, before, after, notes));
    }
}
