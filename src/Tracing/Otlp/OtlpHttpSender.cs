using System.Net;
using System.Net.Http.Headers;

namespace Tracing.Otlp;

/// <summary>Sends OTLP requests over HTTP as protobuf. Any thread. The caller decides what to do after a
/// failure.</summary>
public sealed class OtlpHttpSender : IDisposable
{
    private static readonly MediaTypeHeaderValue _protobuf = new("application/x-protobuf");

    private readonly HttpClient _http;
    private readonly Uri _traces;

    /// <param name="endpoint">The base address, as in OTEL_EXPORTER_OTLP_ENDPOINT; <c>/v1/traces</c> is added to its
    /// path.</param>
    /// <param name="timeout">Time limit for one request.</param>
    public OtlpHttpSender(Uri endpoint, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _traces = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/v1/traces");
        // Without a propagator .NET makes no activity for a request and adds no headers: exports are not to be traced.
        _http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { Timeout = timeout };
    }

    /// <param name="request">An ExportTraceServiceRequest.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping = default)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(request) { Headers = { ContentType = _protobuf } };
            using var answer = await _http.PostAsync(_traces, content, stopping).ConfigureAwait(false);
            // OTLP specification, "OTLP/HTTP Response": only these four refusals may be retried.
            return answer.StatusCode switch
            {
                >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => SendOutcome.Taken,
                HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                    or HttpStatusCode.GatewayTimeout => SendOutcome.TryAgain,
                _ => SendOutcome.Refused,
            };
        }
        catch (HttpRequestException)
        {
            return SendOutcome.TryAgain;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // HttpClient's own timeout.
            return SendOutcome.TryAgain;
        }
    }

    public void Dispose() => _http.Dispose();
}
