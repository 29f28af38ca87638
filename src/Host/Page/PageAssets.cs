using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
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

    /// <param name="basePath">Path under which a proxy serves the page; empty: the root.</param>
    public static void Map(IEndpointRouteBuilder routes, string basePath)
    {
        var index = Below(_assets[Index], basePath);
        routes.MapGet("/", context => ServeAsync(context, index));
        routes.MapGet("/compare/{before}/{after}", context => ServeAsync(context, index));
        routes.MapGet("/figures", context => ServeAsync(context, index));
        routes.MapGet("/graph", context => ServeAsync(context, index));
        routes.MapGet("/trace/{id}", context => ServeAsync(context, index));
        routes.MapGet("/assets/{name}", context => ServeAsync(
            context, _assets.GetValueOrDefault(context.GetRouteValue("name") as string ?? "")));
    }

    // Addresses in the page are from the root; its scripts learn the path from an element.
    private static Asset Below(Asset index, string basePath)
    {
        if (basePath.Length == 0) return index;
        var page = Encoding.UTF8.GetString(index.Bytes)
            .Replace("=\"/", $"=\"{basePath}/", StringComparison.Ordinal)
            .Replace("<title>", $"<meta name=\"base-path\" content=\"{basePath}\">\n  <title>",
                StringComparison.Ordinal);
        return Asset.Of(Encoding.UTF8.GetBytes(page), index.ContentType);
    }

    private static Task ServeAsync(HttpContext context, Asset? asset)
    {
        var response = context.Response;
        if (asset is null)
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
        return Asset.Of(bytes.ToArray(), ContentType(name));
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record Asset(byte[] Bytes, string ContentType, string ETag)
    {
        public static Asset Of(byte[] bytes, string contentType) =>
            new(bytes, contentType, $"\"{Convert.ToHexString(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
    }
}
