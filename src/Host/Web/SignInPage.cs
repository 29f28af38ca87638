using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Asks the user of a browser for the token. The form sends it once, to the address that was asked
/// for.</summary>
internal static class SignInPage
{
    /// <summary>The parameter with which a browser brings the token.</summary>
    public const string QueryName = "token";

    // Nothing but this form may be in the page, and nobody may frame it.
    private const string Policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Answers a request without a token: a browser with a form, everybody else with one line of
    /// text.</summary>
    public static Task RefuseAsync(HttpContext context, int httpStatus, string problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        return httpStatus == StatusCodes.Status401Unauthorized && IsBrowser(context.Request)
            ? WriteAsync(context, context.Request.Query.ContainsKey(QueryName))
            : PortGate.PlainAsync(context, httpStatus, problem);
    }

    private static bool IsBrowser(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task WriteAsync(HttpContext context, bool wasWrong)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync($"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Traces: sign in</title>
            <form method="get">
            <p>{(wasWrong ? "That is not the token of this host." : "This host asks for a token.")}</p>
            <p><label>Token <input type="password" name="{QueryName}" autocomplete="off" autofocus required></label>
            <button>Sign in</button></p>
            </form>
            </html>
            """);
    }
}
