using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tracing.Hosting.Web;

/// <summary>The conditions that each request to a port must meet before a route sees it: its <c>Host</c>, its origin,
/// its token. No port opens without a gate.</summary>
/// <param name="Names">Names under which the host is reached, beside loopback names and IP addresses.</param>
/// <param name="Token">Null: the port asks for none.</param>
internal sealed record PortGate(ImmutableArray<string> Names, AccessToken? Token)
{
    private static readonly TimeSpan _preflightAge = TimeSpan.FromMinutes(10);

    /// <summary>True: browsers may sign in with <c>?token=</c>, which gives them a cookie.</summary>
    public bool HasSignIn { get; init; }

    /// <summary>Null: scripts of other origins may not call the port.</summary>
    public CorsRule? Cors { get; init; }

    /// <summary>Key of the setting that lists the origins of <see cref="Cors"/>.</summary>
    public string CorsSetting { get; init; } = "tracing.host.cors.query-origins";

    /// <summary>Methods that scripts of other origins may call.</summary>
    public ImmutableArray<string> CorsMethods { get; init; } = ["GET", "HEAD"];

    /// <summary>Answers a request that is refused, in the form of the port's protocol.</summary>
    public RefusalWriter Refuse { get; init; } = PlainAsync;

    /// <summary>True for a request that only reads, and for the question of a browser whether it may send
    /// one.</summary>
    public static bool IsReading(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var method = context.Request.Method;
        if (HttpMethods.IsOptions(method)) method = context.Request.Headers.AccessControlRequestMethod.ToString();
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
    }

    public void AddServices(IServiceCollection services)
    {
        if (Cors is not null) services.AddCors();
    }

    public void Use(IApplicationBuilder app)
    {
        app.Use(new HostGate(Names, Refuse).HandleAsync);
        // Before the rest: a preflight carries no token, and scripts must see why they were refused.
        if (Cors is { } rule)
        {
            app.UseCors(policy => policy.WithOrigins([.. rule.Origins]).WithHeaders([.. rule.Headers])
                .WithMethods([.. CorsMethods]).WithExposedHeaders("Retry-After", "WWW-Authenticate")
                .SetPreflightMaxAge(_preflightAge));
        }
        app.Use(new OriginGate(Cors, CorsSetting, Refuse).HandleAsync);
        app.Use(new TokenGate(Token, Refuse, HasSignIn).HandleAsync);
    }

    /// <summary>Answers with one line of text.</summary>
    public static Task PlainAsync(HttpContext context, int status, string problem)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem + "\n");
    }
}
