using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Tracing.Otlp;

/// <summary>Sends OTLP requests as unary gRPC calls over HTTP/2.</summary>
/// <remarks>Source: gRPC over HTTP2 (grpc/doc/PROTOCOL-HTTP2.md). A call is one frame of five bytes and a message; the
/// status comes in the trailers, or in the headers of an answer without a body.</remarks>
internal sealed class OtlpGrpcSender(OtlpDestination destination) : IOtlpSender
{
    private const int FrameHeader = 5;

    private static readonly MediaTypeHeaderValue _grpc = new("application/grpc");

    private readonly HttpClient _http = OtlpSender.Client(destination);
    private readonly Uri _export = destination.Traces;

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
                var problem = OtlpProblem.Of(answer.StatusCode, _export);
                return (int)answer.StatusCode is 429 or 502 or 503 or 504
                    ? SendResult.TryAgain(problem)
                    : SendResult.Refused(problem);
            }
            // The trailers are there once the body has been read, which SendAsync has done.
            return Of(Field(answer, "grpc-status"), Field(answer, "grpc-message"));
        }
        catch (HttpRequestException cause)
        {
            return SendResult.TryAgain(OtlpProblem.Of(cause, _export, OtlpProtocol.Grpc));
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

    // OTLP specification, "OTLP/gRPC Response": which codes may be retried.
    private SendResult Of(string? status, string? message)
    {
        if (!int.TryParse(status, CultureInfo.InvariantCulture, out var code))
            return SendResult.Refused(OtlpProblem.NoGrpcStatus(_export));
        return code switch
        {
            0 => SendResult.Taken,
            1 or 4 or 8 or 10 or 11 or 14 or 15 => SendResult.TryAgain(OtlpProblem.OfGrpc(code, message, _export)),
            _ => SendResult.Refused(OtlpProblem.OfGrpc(code, message, _export)),
        };
    }

    private static string? Field(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var trailing) ? trailing.First()
        : answer.Headers.TryGetValues(name, out var leading) ? leading.First()
        : null;
}
