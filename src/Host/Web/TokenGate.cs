using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Tracing.Hosting.Web;

/// <summary>Lets in the requests that carry the port's token: in <c>Authorization: Bearer</c>, or in the cookie that a
/// browser got for it.</summary>
/// <remarks>See RATIONALE "How does a browser carry the token?".</remarks>
/// <param name="token">Null: each request is let in.</param>
/// <param name="hasSignIn">True: <c>?token=</c> gives a browser the cookie.</param>
internal sealed class TokenGate(AccessToken? token, RefusalWriter refuse, bool hasSignIn)
{
    private const string CookieName = "tracing-host", Scheme = "Bearer";
    private const string Problem = "this port asks for a token: Authorization: Bearer ...";

    private static readonly object _key = new();

    /// <summary>True for a request that met all conditions of its port. A health check may come without.</summary>
    public static bool HasPassed(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.ContainsKey(_key);
    }

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        var given = hasSignIn && IsGet(context.Request) ? context.Request.Query[SignInPage.QueryName].ToString() : "";
        if (token is not null && given.Length > 0 && token.Is(given)) return SignIn(context, token.Cookie);
        if (token is null || Carries(context.Request, token))
        {
            context.Items[_key] = true;
            return next(context);
        }
        if (ConnectionGate.IsHealth(context.Request.Path)) return next(context);
        context.Response.Headers.WWWAuthenticate = Scheme;
        context.Response.Headers.CacheControl = "no-store";
        return refuse(context, StatusCodes.Status401Unauthorized, Problem);
    }

    private bool Carries(HttpRequest request, AccessToken wanted)
    {
        foreach (var header in request.Headers.Authorization)
        {
            if (header is null) continue;
            var space = header.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && header.AsSpan(0, space).Equals(Scheme, StringComparison.OrdinalIgnoreCase)
                && wanted.Is(header[(space + 1)..].Trim()))
                return true;
        }
        return hasSignIn && request.Cookies[CookieName] is { } cookie && wanted.IsCookie(cookie);
    }

    // The address without the token is asked for next, so that the token stays in no history and no Referer.
    private static Task SignIn(HttpContext context, string cookie)
    {
        var (request, response) = (context.Request, context.Response);
        response.Cookies.Append(CookieName, cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = request.IsHttps,
            // Not for other applications of the same proxy.
            Path = request.PathBase.HasValue ? request.PathBase.Value : "/",
            IsEssential = true,
        });
        var query = new QueryBuilder(request.Query.Where(static pair => pair.Key != SignInPage.QueryName));
        // Two slashes at its begin would name another host.
        var path = new PathString("/" + (request.Path.Value ?? "").TrimStart('/'));
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = request.PathBase.ToUriComponent() + path.ToUriComponent()
            + query.ToQueryString().ToUriComponent();
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }

    private static bool IsGet(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}
