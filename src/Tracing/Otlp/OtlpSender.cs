using System.IO.Compression;
using System.Net;

namespace Tracing.Otlp;

/// <summary>Makes senders, and what both protocols have in common.</summary>
public static class OtlpSender
{
    public static IOtlpSender To(OtlpDestination destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return destination.Protocol == OtlpProtocol.Grpc
            ? new OtlpGrpcSender(destination)
            : new OtlpHttpSender(destination);
    }

    internal static HttpClient Client(OtlpDestination destination)
    {
        // Our own requests are no part of anybody's trace, so they carry no traceparent.
        var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false };
        return new HttpClient(handler) { Timeout = destination.Timeout };
    }

    internal static HttpRequestMessage Post(OtlpDestination destination, Uri to, HttpContent content)
    {
        var isGrpc = destination.Protocol == OtlpProtocol.Grpc;
        var request = new HttpRequestMessage(HttpMethod.Post, to)
        {
            Content = content,
            Version = isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            // Without TLS nothing negotiates the version, so gRPC must insist on its own.
            VersionPolicy = isGrpc ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in destination.Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    internal static byte[] Compressed(ReadOnlyMemory<byte> request)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(request.Span);
        return to.ToArray();
    }
}
