using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Tracing.Otlp;

/// <summary>Sends OTLP requests over HTTP as protobuf.</summary>
internal sealed class OtlpHttpSender(OtlpDestination destination) : IOtlpSender
{
    private static readonly MediaTypeHeaderValue _protobuf = new("application/x-protobuf");

    private readonly HttpClient _http = OtlpSender.Client(destination);
    private readonly Uri _traces = destination.Traces;
    private readonly OtlpProblem _problem = new(destination, destination.Traces);

    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping = default)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(
                destination.IsCompressed ? OtlpSender.Compressed(request) : request);
            content.Headers.ContentType = _protobuf;
            if (destination.IsCompressed) content.Headers.ContentEncoding.Add("gzip");
            using var message = OtlpSender.Post(destination, _traces, content);
            using var answer = await _http.SendAsync(message, stopping).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                if (answer.Content.Headers.ContentType?.MediaType == "application/json") return SendResult.Taken;
                var body = await answer.Content.ReadAsByteArrayAsync(stopping).ConfigureAwait(false);
                return ExportAnswer.Read(body, _traces);
            }
            var problem = _problem.Of(answer.StatusCode);
            return OtlpSender.MayRetry(answer.StatusCode)
                ? SendResult.TryAgain(problem, RetryDelay.Of(answer))
                : SendResult.Refused(problem);
        }
        catch (HttpRequestException cause)
        {
            return SendResult.TryAgain(_problem.Of(cause));
        }
        catch (Exception cause) when (cause is IOException or SocketException)
        {
            // .NET lets some faults of a connection through as they are, such as one that ends while it begins.
            return SendResult.TryAgain(OtlpProblem.Broken(_traces, cause));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return SendResult.TryAgain(OtlpProblem.Late(_traces, destination.Timeout));
        }
    }

    public void Dispose() => _http.Dispose();
}
