using Microsoft.AspNetCore.Http;
using Tracing.Hosting.Query;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Page;

/// <summary>The page's answer to a request with a parameter that cannot be read.</summary>
internal static class FaultAnswer
{
    public static Task WriteAsync(HttpContext context, QueryFault? fault) => JsonAnswer.WriteAsync(context, 400, to =>
    {
        to.WriteStartObject();
        to.WriteString("error", $"{fault}");
        if (fault is not null) to.WriteString("parameter", fault.Parameter);
        if (fault?.Place is { } place)
        {
            to.WriteNumber("line", place.Line);
            to.WriteNumber("column", place.Column);
        }
        to.WriteEndObject();
    });
}
