using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Tracing.Otlp;

/// <summary>Sends OTLP requests as unary gRPC calls over HTTP/2.</summary>
/// <remarks>Source: gRPC over HTTP2 (grpc/doc/PROTOCOL-HTTP2.md). A call is one frame of five bytes and a message; the
/// status comes in the trailers, or in the headers of an answer without a body.</remarks>
internal sealed class OtlpGrpcSender(OtlpDestination destination) : IOtlpSender
{
    private const int FrameHeader = 5;
    private const int Cancelled = 1, DeadlineExceeded = 4, ResourceExhausted = 8, Aborted = 10, OutOfRange = 11,
        Unavailable = 14, DataLoss = 15;

    private static readonly MediaTypeHeaderValue _grpc = new("application/grpc");

    private readonly HttpClient _http = OtlpSender.Client(destination);
    private readonly Uri _export = destination.Traces;
    private readonly OtlpProblem _problem = new(destination, destination.Traces);

    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping = default)
    {
        try
        {
            using var content = new ByteArrayContent(Framed(request));
            content.Headers.ContentType = _grpc;
            using var message = OtlpSender.Post(destination, _export, content);
            message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
            if (destination.IsCompressed) message.Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
            using var answer = await _http.SendAsync(message, stopping).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                var problem = _problem.Of(answer.StatusCode);
                return OtlpSender.MayRetry(answer.StatusCode)
                    ? SendResult.TryAgain(problem, RetryDelay.Of(answer))
                    : SendResult.Refused(problem);
            }
            // The trailers are there once the body has been read, which SendAsync has done.
            return Of(answer, await answer.Content.ReadAsByteArrayAsync(stopping).ConfigureAwait(false));
        }
        catch (HttpRequestException cause)
        {
            return SendResult.TryAgain(_problem.Of(cause));
        }
        catch (Exception cause) when (cause is IOException or SocketException)
        {
            // .NET lets some faults of a connection through as they are, such as one that ends while it begins.
            return SendResult.TryAgain(OtlpProblem.Broken(_export, cause));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return SendResult.TryAgain(OtlpProblem.Late(_export, destination.Timeout));
        }
    }

    public void Dispose() => _http.Dispose();

    private byte[] Framed(ReadOnlyMemory<byte> request)
    {
        var message = destination.IsCompressed ? OtlpSender.Compressed(request) : request;
        var frame = new byte[FrameHeader + message.Length];
        frame[0] = destination.IsCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsMemory(FrameHeader));
        return frame;
    }

    private SendResult Of(HttpResponseMessage answer, byte[] body)
    {
        if (!int.TryParse(Field(answer, "grpc-status"), CultureInfo.InvariantCulture, out var code))
            return SendResult.Refused(_problem.NoGrpcStatus());
        if (code == 0) return ExportAnswer.Read(MessageIn(body), _export);
        var delay = RetryDelay.OfGrpc(Field(answer, "grpc-status-details-bin"));
        var mayRetry = MayRetry(code, delay);
        var problem = _problem.OfGrpc(code, Field(answer, "grpc-message"), mayRetry);
        return mayRetry ? SendResult.TryAgain(problem, delay) : SendResult.Refused(problem);
    }

    // OTLP specification, "Failures": RESOURCE_EXHAUSTED may be retried only where the receiver says when.
    private static bool MayRetry(int code, TimeSpan? delay) => code switch
    {
        Cancelled or DeadlineExceeded or Aborted or OutOfRange or Unavailable or DataLoss => true,
        ResourceExhausted => delay is not null,
        _ => false,
    };

    // A compressed message would need that the request allows it, which it does not.
    private static ReadOnlySpan<byte> MessageIn(byte[] body) =>
        body.Length > FrameHeader && body[0] == 0
        && BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)) == body.Length - FrameHeader
            ? body.AsSpan(FrameHeader)
            : [];

    private static string? Field(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var trailing) ? trailing.First()
        : answer.Headers.TryGetValues(name, out var leading) ? leading.First()
        : null;
}
