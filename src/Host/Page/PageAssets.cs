using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracing.Hosting.Page;

/// <summary>Serves the page's own files, which lie in the assembly. Nothing is loaded from anywhere else.</summary>
internal static class PageAssets
{
    private const string Prefix = "page/";
    private const string Index = "index.html";

    // Nothing but the page's own files runs in it, whatever a span's name may try.
    private const string Policy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, Asset> _assets = Load();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => ServeAsync(context, Index));
        routes.MapGet("/compare/{before}/{after}", context => ServeAsync(context, Index));
        routes.MapGet("/figures", context => ServeAsync(context, Index));
        routes.MapGet("/graph", context => ServeAsync(context, Index));
        routes.MapGet("/trace/{id}", context => ServeAsync(context, Index));
        routes.MapGet("/assets/{name}", context => ServeAsync(context, context.GetRouteValue("name") as string ?? ""));
    }

    private static Task ServeAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!_assets.TryGetValue(name, out var asset))
        {
            response.StatusCode = 404;
            return Task.CompletedTask;
        }
        // Asked again each time, answered from the browser's copy unless another version runs now.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = asset.ETag;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch == asset.ETag)
        {
            response.StatusCode = 304;
            return Task.CompletedTask;
        }
        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        return response.Body.WriteAsync(asset.Bytes, context.RequestAborted).AsTask();
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    private static Asset Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? Stream.Null;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var content = bytes.ToArray();
        var hash = Convert.ToHexString(SHA256.HashData(content).AsSpan(0, 8));
        return new Asset(content, ContentType(name), $"\"{hash}\"");
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record Asset(byte[] Bytes, string ContentType, string ETag);
}
