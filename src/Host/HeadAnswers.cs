using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Tracing.Hosting;

/// <summary>Answers HEAD as GET, without the body (RFC 9110, "HEAD").</summary>
internal static class HeadAnswers
{
    /// <summary>Returns the routes in a form that makes every endpoint mapped to them for GET answer HEAD
    /// too.</summary>
    /// <remarks>Not for answers that do not end: the client would wait for the end of what it never gets.</remarks>
    public static IEndpointRouteBuilder For(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");
        // The server leaves out the body of an answer to HEAD by itself.
        ((IEndpointConventionBuilder)group).Add(static endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
                if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: ["GET"] })
                    endpoint.Metadata[i] = new HttpMethodMetadata(["GET", "HEAD"]);
        });
        return group;
    }
}
