using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Answers in protobuf, for requests that accept it.</summary>
internal static class ProtobufAnswer
{
    // Tempo's clients write the first, OTLP's the second.
    private static readonly string[] _types = ["application/protobuf", "application/x-protobuf"];

    /// <summary>Returns the type that the request accepts; null: it does not accept protobuf.</summary>
    public static string? TypeFor(HttpContext context)
    {
        var accepted = context.Request.Headers.Accept.ToString();
        return Array.Find(_types, type => accepted.Contains(type, StringComparison.OrdinalIgnoreCase));
    }

    public static Task WriteAsync(HttpContext context, string type, byte[] message)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = message.Length;
        return context.Response.Body.WriteAsync(message, context.RequestAborted).AsTask();
    }
}
