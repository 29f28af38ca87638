using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Tracing.Otlp;

/// <summary>Makes senders, and what both protocols have in common.</summary>
public static class OtlpSender
{
    /// <summary>The beginning of the User-Agent of every OTLP exporter (OpenTelemetry Protocol Exporter, "User Agent").
    /// Requests with it are no part of a trace, or each export would cause another one.</summary>
    internal const string AgentStart = "OTel-OTLP-Exporter-";

    private const string AgentHeader = "User-Agent";

    private static readonly string _agent =
        $"{AgentStart}TracingForAkka/{typeof(OtlpSender).Assembly.GetName().Version?.ToString(3)}";

    // An answer has a few bytes; a longer one comes from something else than a receiver.
    private const int MaxAnswerBytes = 1 << 20;

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
        if (destination.TrustedCertificates is { } trusted)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(trusted);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        if (destination.ClientCertificate is { } client)
        {
            handler.SslOptions.ClientCertificateContext =
                SslStreamCertificateContext.Create(client, null, offline: true);
        }
        return new HttpClient(handler) { Timeout = destination.Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    /// <summary>True for the statuses after which the same request may be sent again (OTLP specification, "OTLP/HTTP
    /// Response").</summary>
    internal static bool MayRetry(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

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
        if (!request.Headers.Contains(AgentHeader)) request.Headers.TryAddWithoutValidation(AgentHeader, _agent);
        return request;
    }

    internal static byte[] Compressed(ReadOnlyMemory<byte> request)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(request.Span);
        return to.ToArray();
    }
}
