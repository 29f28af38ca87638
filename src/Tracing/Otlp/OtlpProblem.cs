using System.Net;
using System.Security.Authentication;

namespace Tracing.Otlp;

/// <summary>Lines that say what is wrong with a receiver, and what to change.</summary>
internal static class OtlpProblem
{
    private const string Endpoint = "tracing.reporter.otlp-endpoint (or OTEL_EXPORTER_OTLP_ENDPOINT)";
    private const string Protocol = "tracing.reporter.protocol (or OTEL_EXPORTER_OTLP_PROTOCOL)";
    private const string Headers = "tracing.reporter.headers (or OTEL_EXPORTER_OTLP_HEADERS)";
    private const string Certificate = "tracing.reporter.certificate (or OTEL_EXPORTER_OTLP_CERTIFICATE)";
    private const string ClientCertificate =
        "tracing.reporter.client-certificate (or OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE)";
    private const string Compression = "tracing.reporter.compression (or OTEL_EXPORTER_OTLP_COMPRESSION)";

    public static string Of(HttpStatusCode status, Uri at) => $"{at} answers {(int)status}: " + (int)status switch
    {
        401 or 403 => $"it wants credentials; set {Headers}, such as \"Authorization=Bearer …\"",
        404 or 405 => $"no OTLP receiver is there; set {Endpoint} to its base address, usually port 4318",
        >= 300 and < 400 => $"it redirects; set {Endpoint} to the address that takes traces",
        400 => $"it cannot read the request; if the port speaks gRPC, set {Protocol} to grpc, or use port 4318",
        413 => "the request is too large for it; raise its limit",
        415 => $"it does not take this content; set {Compression} to none",
        429 or 502 or 503 or 504 => "it is busy or away",
        _ => "it refuses the spans",
    };

    public static string Of(HttpRequestException cause, Uri at, OtlpProtocol protocol)
    {
        var server = at.GetLeftPart(UriPartial.Authority);
        return cause.HttpRequestError switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.ProxyTunnelError =>
                $"nobody listens at {server}: start the collector there, or set {Endpoint}",
            HttpRequestError.SecureConnectionError => $"no TLS connection to {server} ({Innermost(cause)}): "
                + (cause.GetBaseException() is AuthenticationException
                    ? $"if its certificate is from an authority of your own, set {Certificate} to a PEM file of that "
                        + "authority"
                    : $"if it speaks no TLS, use http; {IfOther(protocol)}"),
            HttpRequestError.ConfigurationLimitExceeded =>
                $"{server} gives a very long answer, so it is no OTLP receiver; set {Endpoint}",
            // A server that wants a certificate lets the connection begin, and then ends it.
            _ when at.Scheme == Uri.UriSchemeHttps =>
                $"{server} ends the TLS connection: if it wants a certificate, set {ClientCertificate} to a PEM file with "
                + $"one that it accepts; {IfOther(protocol)}",
            _ => $"{server} does not speak {(protocol == OtlpProtocol.Grpc ? "gRPC" : "HTTP/1.1")}: "
                + IfOther(protocol),
        };
    }

    private static string IfOther(OtlpProtocol protocol) => protocol == OtlpProtocol.Grpc
        ? $"if it speaks HTTP/1.1, set {Protocol} to http/protobuf, or use port 4317"
        : $"if it speaks gRPC, set {Protocol} to grpc, or use port 4318";

    public static string OfGrpc(int code, string? message, bool mayRetry, Uri at) =>
        $"{at.GetLeftPart(UriPartial.Authority)} answers with gRPC status {code}{Detail(message)}: " + code switch
        {
            7 or 16 => $"it wants credentials; set {Headers}, such as \"authorization=Bearer …\"",
            5 or 12 => $"no trace receiver is there; set {Endpoint}",
            _ when mayRetry => "it is busy or away",
            8 => "it has no room for the spans and does not say when it will have",
            _ => "it refuses the spans",
        };

    public static string NoGrpcStatus(Uri at) =>
        $"{at.GetLeftPart(UriPartial.Authority)} answers without a gRPC status: set {Protocol} to http/protobuf";

    public static string Late(Uri at, TimeSpan timeout) =>
        $"{at.GetLeftPart(UriPartial.Authority)} does not answer within {timeout.TotalSeconds:0.###} s";

    public static string Rejected(string text, Uri at) =>
        $"{at.GetLeftPart(UriPartial.Authority)} rejected some spans of a request"
        + (text.Length > 0 ? $" ({text})" : "") + "; these are dropped";

    public static string Warned(string text, Uri at) =>
        $"{at.GetLeftPart(UriPartial.Authority)} takes the spans with a warning: {text}";

    private static string Innermost(Exception cause) =>
        cause.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    private static string Detail(string? message) =>
        string.IsNullOrEmpty(message) ? "" : $" ({Uri.UnescapeDataString(message)})";
}
