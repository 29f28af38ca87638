using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Keeping;
using Tracing.Storage.Journaling;

namespace Tracing.Hosting.Web;

/// <summary><c>/readyz</c>: 200 while spans can be taken and stored, and 503 with the reasons while they cannot; a
/// caller without the port's token gets no reasons. <c>/healthz</c> tells that the process runs.</summary>
/// <param name="journal">Null: there is no journal.</param>
internal sealed class Readiness(ITraceStore store, BatchJournal? journal)
{
    /// <summary>The reasons why spans cannot be taken or stored now; empty: they can.</summary>
    public string[] Problems => [.. new[] { store.Problem, journal?.Problem }.OfType<string>()];

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/readyz", ["GET", "HEAD"], HandleAsync);

    private Task HandleAsync(HttpContext context)
    {
        var problems = Problems;
        if (problems.Length > 0) context.Response.StatusCode = 503;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            problems.Length == 0 ? "ok\n"
            : TokenGate.HasPassed(context) ? string.Join('\n', problems) + "\n"
            : "not ready\n");
    }
}
