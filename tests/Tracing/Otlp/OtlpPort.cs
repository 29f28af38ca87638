using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Tracing.Otlp;

/// <summary>A Kestrel server on a free port that answers each request as the test says.</summary>
internal sealed class OtlpPort : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpPort(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<(string Path, Dictionary<string, string> Headers, byte[] Body)> Received { get; } = new();

    /// <param name="answer">Called after the request has been read.</param>
    /// <param name="tls">How to speak TLS; null: without it.</param>
    public static async Task<OtlpPort> StartAsync(Func<HttpContext, Task> answer,
        HttpProtocols protocols = HttpProtocols.Http1, HttpsConnectionAdapterOptions? tls = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (tls is not null) listen.UseHttps(tls);
            }));
        var port = new OtlpPort(builder.Build());
        port._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers.ToDictionary(
                h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            port.Received.Enqueue((context.Request.Path, headers, body.ToArray()));
            await answer(context);
        });
        await port._app.StartAsync();
        return port;
    }

    public static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Answers as a gRPC server: an empty message, and the status in the trailers.</summary>
    public static Func<HttpContext, Task> Grpc(int status, string? message = null, string? details = null) => async context =>
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", $"{status}");
        if (details is not null) context.Response.AppendTrailer("grpc-status-details-bin", details);
        if (message is not null) context.Response.AppendTrailer("grpc-message", message);
    };

    public static byte[] Unpacked(byte[] gzip)
    {
        using var from = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
