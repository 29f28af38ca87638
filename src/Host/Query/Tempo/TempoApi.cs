using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Tempo's query API, which Grafana's Tempo data source speaks.</summary>
internal sealed class TempoApi(ITraceStore store, TimeProvider time, AnswerLimits limits)
{
    /// <summary>The release of Tempo whose API this is. Clients ask for it to know which requests they can
    /// make.</summary>
    public const string Version = "2.8.0";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ready", static context => TextAsync(context, 200, "ready"));
        routes.MapGet("/api/echo", static context => TextAsync(context, 200, "echo"));
        routes.MapGet("/api/status/buildinfo", BuildInfoAsync);
        new TempoTraces(store, limits).Map(routes);
        new TempoSearch(store, time).Map(routes);
        new TempoTags(store, time).Map(routes);
        new TempoMetrics(store, time).Map(routes);
    }

    /// <summary>Answers with a text, as Tempo does where something is wrong.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task BuildInfoAsync(HttpContext context) => JsonAnswer.WriteAsync(context, 200, static to =>
    {
        to.WriteStartObject();
        to.WriteString("version", Version);
        foreach (var unknown in (ReadOnlySpan<string>)["revision", "branch", "buildUser", "buildDate", "goVersion"])
            to.WriteString(unknown, "");
        to.WriteEndObject();
    });
}
