using System.Net;
using System.Security.Authentication;

namespace Tracing.Otlp;

/// <summary>Lines that say what is wrong with a receiver, and what to change.</summary>
/// <param name="at">Address of the receiver.</param>
internal sealed class OtlpProblem(OtlpDestination destination, Uri at)
{
    private readonly string _server = at.GetLeftPart(UriPartial.Authority);

    private string Endpoint => destination.Settings is null ? Setting("otlp-endpoint", "ENDPOINT") : Setting("endpoint", "");

    private string Protocol => Setting("protocol", "PROTOCOL");

    private string Headers => Setting("headers", "HEADERS");

    private string Certificate => Setting("certificate", "CERTIFICATE");

    private string ClientCertificate => Setting("client-certificate", "CLIENT_CERTIFICATE");

    private string Compression => Setting("compression", "COMPRESSION");

    public string Of(HttpStatusCode status) => $"{at} answers {(int)status}: " + (int)status switch
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

    public string Of(HttpRequestException cause)
    {
        return cause.HttpRequestError switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.ProxyTunnelError =>
                $"nobody listens at {_server}: start the collector there, or set {Endpoint}",
            HttpRequestError.SecureConnectionError => $"no TLS connection to {_server} ({Innermost(cause)}): "
                + (cause.GetBaseException() is AuthenticationException
                    ? $"if its certificate is from an authority of your own, set {Certificate} to a PEM file of that "
                        + "authority"
                    : $"if it speaks no TLS, use http; {IfOther}"),
            HttpRequestError.ConfigurationLimitExceeded =>
                $"{_server} gives a very long answer, so it is no OTLP receiver; set {Endpoint}",
            // A server that wants a certificate lets the connection begin, and then ends it.
            _ when at.Scheme == Uri.UriSchemeHttps =>
                $"{_server} ends the TLS connection: if it wants a certificate, set {ClientCertificate} to a PEM file with "
                + $"one that it accepts; {IfOther}",
            _ => $"{_server} does not speak {(destination.Protocol == OtlpProtocol.Grpc ? "gRPC" : "HTTP/1.1")}: "
                + IfOther,
        };
    }

    private string IfOther => destination.Protocol == OtlpProtocol.Grpc
        ? $"if it speaks HTTP/1.1, set {Protocol} to http/protobuf, or use port 4317"
        : $"if it speaks gRPC, set {Protocol} to grpc, or use port 4318";

    public string OfGrpc(int code, string? message, bool mayRetry) =>
        $"{_server} answers with gRPC status {code}{Detail(message)}: " + code switch
        {
            7 or 16 => $"it wants credentials; set {Headers}, such as \"authorization=Bearer …\"",
            5 or 12 => $"no trace receiver is there; set {Endpoint}",
            _ when mayRetry => "it is busy or away",
            8 => "it has no room for the spans and does not say when it will have",
            _ => "it refuses the spans",
        };

    public string NoGrpcStatus() =>
        $"{_server} answers without a gRPC status: set {Protocol} to http/protobuf";

    public static string Late(Uri at, TimeSpan timeout) =>
        $"{at.GetLeftPart(UriPartial.Authority)} does not answer within {timeout.TotalSeconds:0.###} s";

    public static string Broken(Uri at, Exception cause) =>
        $"{at.GetLeftPart(UriPartial.Authority)} ends the connection: {Innermost(cause)}";

    public static string Rejected(string text, Uri at) =>
        $"{at.GetLeftPart(UriPartial.Authority)} rejected some spans of a request"
        + (text.Length > 0 ? $" ({text})" : "") + "; these are dropped";

    public static string Warned(string text, Uri at) =>
        $"{at.GetLeftPart(UriPartial.Authority)} takes the spans with a warning: {text}";

    // The variables are those of an application's own reporter.
    private string Setting(string key, string variable) => destination.Settings is { } under
        ? $"{under}.{key}"
        : $"tracing.reporter.{key} (or OTEL_EXPORTER_OTLP_{variable})";

    private static string Innermost(Exception cause) =>
        cause.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    private static string Detail(string? message) =>
        string.IsNullOrEmpty(message) ? "" : $" ({Uri.UnescapeDataString(message)})";
}
