using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Page;

/// <summary><c>/openapi.json</c>: the APIs of the page's port as an OpenAPI document, which is a file beside this
/// one.</summary>
/// <remarks>See RATIONALE "Why is the OpenAPI document written by hand?".</remarks>
internal static class OpenApi
{
    private const string Resource = "openapi.json";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi.json", async context =>
    {
        context.Response.ContentType = JsonAnswer.ContentType;
        await using var document = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly");
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    });
}
