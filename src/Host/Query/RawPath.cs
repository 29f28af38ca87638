using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tracing.Hosting.Query;

/// <summary>The path of a request as it was sent. The decoded path has lost the difference between an encoded slash and
/// the text <c>%2F</c>.</summary>
internal static class RawPath
{
    /// <summary>Decodes one segment of the path below the base path, counted from 0.</summary>
    /// <returns>Null: there is no such segment.</returns>
    public static string? Segment(HttpContext context, int index)
    {
        var path = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        // A proxy may send the whole address.
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && path[0] != '/') path = path[Math.Max(scheme + 3, path.IndexOf('/', scheme + 3))..];
        path = path.Split('?', '#')[0];
        var above = context.Request.PathBase.Value?.Count(character => character == '/') ?? 0;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return above + index < segments.Length ? Uri.UnescapeDataString(segments[above + index]) : null;
    }
}
