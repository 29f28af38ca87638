using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>The body of a unary gRPC call: a frame of five bytes, and one message.</summary>
/// <remarks>Source: gRPC over HTTP2 (grpc/doc/PROTOCOL-HTTP2.md), "Length-Prefixed-Message".</remarks>
internal sealed class GrpcBody(HttpRequest request) : IRequestBody
{
    private const int FrameBytes = 5;

    /// <summary>Null: only the frame says how long the message is.</summary>
    public long? AnnouncedBytes => null;

    public IPAddress? Client => request.HttpContext.Connection.RemoteIpAddress;

    public async ValueTask<BodyStart> BeginAsync(CancellationToken stopping)
    {
        var frame = new byte[FrameBytes];
        if (await request.Body.ReadAtLeastAsync(frame, FrameBytes, throwOnEndOfStream: false, stopping) < FrameBytes)
            return BodyStart.Refused(400, "the call has no message");
        var message = new GrpcMessage(request.Body, BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1)));
        if (frame[0] == 0) return new BodyStart(message, Packing.None);
        if (frame[0] != 1) return BodyStart.Refused(400, "the frame of the message has unknown flags");
        var encoding = request.Headers["grpc-encoding"].ToString();
        return Packings.Find(encoding) switch
        {
            null => BodyStart.Refused(415, $"grpc-encoding {encoding} is not known here: {Packings.Known}"),
            Packing.None => BodyStart.Refused(400, "the message is packed, and grpc-encoding does not say how"),
            { } packing => new BodyStart(message, packing),
        };
    }
}
