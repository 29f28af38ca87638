using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Hosting;

/// <summary>Answers requests that end with a damaged trace or an unavailable store: 410 and 503, with the
/// reason.</summary>
internal static class UnreadableAnswers
{
    /// <summary>Returns the routes in a form that gives every endpoint mapped to them these answers.</summary>
    /// <param name="refuse">Writes the answer; null: in the form of the page's and Jaeger's API.</param>
    public static IEndpointRouteBuilder For(
        IEndpointRouteBuilder routes, Func<HttpContext, int, string, Task>? refuse = null)
    {
        Func<HttpContext, JaegerError, Task> answer = refuse is null ? RefuseAsync
            : (context, error) => refuse(context, error.Code, error.Message);
        var group = routes.MapGroup("");
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } inner)
                endpoint.RequestDelegate = context => AnswerAsync(context, inner, answer);
        });
        return group;
    }

    private static async Task AnswerAsync(
        HttpContext context, RequestDelegate inner, Func<HttpContext, JaegerError, Task> refuse)
    {
        try
        {
            await inner(context);
        }
        catch (DamagedTraceException damage) when (!context.Response.HasStarted)
        {
            await refuse(context, new JaegerError(410, damage.Message, damage.TraceId));
        }
        catch (StorageUnavailableException cause) when (!context.Response.HasStarted)
        {
            await refuse(context, new JaegerError(503, cause.Message));
        }
    }

    // Jaeger's clients expect its envelope, the page a word about the error.
    private static Task RefuseAsync(HttpContext context, JaegerError error) =>
        context.Request.Path.StartsWithSegments("/api/traces", StringComparison.Ordinal)
            ? JaegerEnvelope.RefuseAsync(context, error)
            : JsonAnswer.WriteAsync(context, error.Code, to =>
            {
                to.WriteStartObject();
                to.WriteString("error", error.Message);
                if (error.TraceId is { } id) to.WriteString("id", id.ToString());
                to.WriteEndObject();
            });
}
