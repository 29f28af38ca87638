using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors;

/// <summary>Media types of requests.</summary>
internal static class MediaType
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    /// <summary>The type in lower case without its parameters; empty: not told.</summary>
    public static string Of(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }
}
