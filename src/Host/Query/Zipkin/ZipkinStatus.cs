using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Answers of Zipkin's server about itself: <c>/health</c>, <c>/info</c>, and <c>/zipkin/config.json</c>, which
/// its page reads first.</summary>
internal sealed class ZipkinStatus(Readiness readiness)
{
    public const string HealthPath = "/health";

    private static string Version => typeof(ZipkinStatus).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HealthPath, HealthAsync);
        routes.MapGet("/info", static context => JsonAnswer.WriteAsync(context, 200, static to =>
        {
            to.WriteStartObject();
            to.WriteStartObject("zipkin");
            to.WriteString("version", Version);
            to.WriteEndObject();
            to.WriteEndObject();
        }));
        routes.MapGet("/zipkin/config.json", static context => JsonAnswer.WriteAsync(context, 200, WriteConfig));
    }

    private Task HealthAsync(HttpContext context)
    {
        var problems = readiness.Problems;
        var status = problems.Length == 0 ? "UP" : "DOWN";
        return JsonAnswer.WriteAsync(context, problems.Length == 0 ? 200 : 503, to =>
        {
            to.WriteStartObject();
            to.WriteString("status", status);
            to.WriteStartObject("zipkin");
            to.WriteString("status", status);
            to.WriteStartObject("details");
            to.WriteStartObject("store");
            to.WriteString("status", status);
            // As at /readyz, the reason is not for those without the token.
            if (problems.Length > 0 && TokenGate.HasPassed(context))
            {
                to.WriteStartObject("details");
                to.WriteString("error", string.Join("; ", problems));
                to.WriteEndObject();
            }
            to.WriteEndObject();
            to.WriteEndObject();
            to.WriteEndObject();
            to.WriteEndObject();
        });
    }

    // Zipkin's defaults (zipkin, ZipkinUiConfiguration).
    private static void WriteConfig(Utf8JsonWriter to)
    {
        to.WriteStartObject();
        to.WriteString("environment", "");
        to.WriteNumber("queryLimit", 10);
        to.WriteNumber("defaultLookback", 900_000);
        to.WriteBoolean("searchEnabled", true);
        foreach (var link in (ReadOnlySpan<string>)["logsUrl", "supportUrl", "archivePostUrl", "archiveUrl"])
            to.WriteNull(link);
        to.WriteStartObject("dependency");
        to.WriteBoolean("enabled", true);
        to.WriteNumber("lowErrorRate", 0.5);
        to.WriteNumber("highErrorRate", 0.75);
        to.WriteEndObject();
        to.WriteEndObject();
    }
}
