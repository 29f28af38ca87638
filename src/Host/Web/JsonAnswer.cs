using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Answers with JSON that is written in one go.</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json; charset=utf-8";

    // Span data is shown as what it is; nothing here is ever put into HTML.
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> content)
    {
        var bytes = Bytes(content);
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> content)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var to = new Utf8JsonWriter(bytes, Options)) content(to);
        return bytes.WrittenMemory;
    }
}
