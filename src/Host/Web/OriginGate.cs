using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Refuses what a page of another origin sends, unless a setting names the origin. Browsers ask
/// first (CORS) for some requests only; the <c>Origin</c> header is in all that change something.</summary>
/// <param name="rule">Null: no other origin is let in.</param>
/// <param name="setting">Key of the setting that lists the origins.</param>
internal sealed class OriginGate(CorsRule? rule, string setting, RefusalWriter refuse)
{
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        return IsAllowed(context.Request)
            ? next(context)
            : refuse(context, StatusCodes.Status403Forbidden,
                $"pages of this origin may not send to this port; {setting} lists those that may");
    }

    private bool IsAllowed(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsOwn(origin, request.Host)
            || rule?.Origins.Any(one => one == "*" || one.Equals(origin, StringComparison.OrdinalIgnoreCase)) == true;
    }

    // A page of this very host and port. The gate before this one knows that the host is no stranger's name.
    private static bool IsOwn(string origin, HostString host) => Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
