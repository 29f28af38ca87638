using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Tracing.Otlp;

/// <summary>A receiver of OTLP requests, and how to talk to it.</summary>
/// <param name="Endpoint">The base address, as in OTEL_EXPORTER_OTLP_ENDPOINT, or the whole address that ends in
/// <c>/v1/traces</c>; http or https.</param>
public sealed record OtlpDestination(Uri Endpoint)
{
    private const string TracesPath = "/v1/traces";

    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.HttpProtobuf;

    /// <summary>The HOCON key under which the settings stand, for messages; null: those of an application's own
    /// reporter.</summary>
    public string? Settings { get; init; }

    /// <summary>True: <see cref="Endpoint"/> is the whole address of the HTTP receiver, whatever it ends in, as in
    /// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. gRPC has a path of its own.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Time limit for one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Headers of each request, such as <c>Authorization</c>.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>True: requests are compressed with gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The authorities to trust with https, in place of those of the system; null: those of the
    /// system.</summary>
    public X509Certificate2Collection? TrustedCertificates { get; init; }

    /// <summary>The certificate, with its key, for a receiver that asks for one; null: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The address of the trace receiver.</summary>
    public Uri Traces => Protocol == OtlpProtocol.Grpc
        ? Below("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        : IsWhole ? Endpoint : Below(TracesPath);

    public bool Equals(OtlpDestination? other) => other is not null && Endpoint == other.Endpoint
        && Protocol == other.Protocol && Settings == other.Settings && IsWhole == other.IsWhole && Timeout == other.Timeout
        && IsCompressed == other.IsCompressed && Headers.AsSpan().SequenceEqual(other.Headers.AsSpan())
        && ReferenceEquals(TrustedCertificates, other.TrustedCertificates)
        && Equals(ClientCertificate, other.ClientCertificate);

    public override int GetHashCode() => HashCode.Combine(Endpoint, Protocol, Timeout, IsCompressed, Headers.Length);

    private Uri Below(string path)
    {
        var address = new UriBuilder(Endpoint);
        var at = address.Path.TrimEnd('/');
        if (at.EndsWith(TracesPath, StringComparison.OrdinalIgnoreCase)) at = at[..^TracesPath.Length];
        address.Path = at + path;
        return address.Uri;
    }
}
