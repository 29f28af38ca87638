using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Tracing.Wire.Otlp;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>OTLP/gRPC: <c>TraceService/Export</c> (OTLP specification, "OTLP/gRPC").</summary>
/// <remarks>Any thread. The call reads its body itself, so that the message is unpacked within the budget of all doors.
/// See RATIONALE "Why does the gRPC door read its own messages?".</remarks>
internal sealed class OtlpGrpcDoor(DoorAdmission admission, DoorCounts counts)
{
    private static readonly OtlpProtobufFormat _format = new();

    /// <summary>Delay of the RetryInfo.</summary>
    private static readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(1);

    /// <returns>An ExportTraceServiceResponse.</returns>
    /// <exception cref="RpcException">The call was refused.</exception>
    public async Task<byte[]> ExportAsync(ServerCallContext call)
    {
        var context = call.GetHttpContext();
        var admitted = await admission.AdmitAsync(
            new GrpcBody(context.Request), _format, counts, call.CancellationToken);
        return admitted.Batch is { } batch
            ? OtlpReply.Taken(batch, OtlpEncoding.Protobuf)
            : throw Refusal(admitted.Status, admitted.Problem ?? "not taken", context.Response);
    }

    /// <summary>Answers a client that exports metrics or logs.</summary>
    /// <exception cref="RpcException">Always.</exception>
    public Task<byte[]> RefuseOtherSignal(ServerCallContext call)
    {
        var context = call.GetHttpContext();
        counts.CountRefused(404, context.Connection.RemoteIpAddress);
        throw Refusal(404, OtlpHttpDoor.TracesOnly, context.Response);
    }

    /// <summary>Answers a call that the port's gate refuses with a status, in the form that has no message
    /// ("Trailers-Only").</summary>
    public Task RefuseAsync(HttpContext context, int httpStatus, string problem)
    {
        counts.CountRefused(httpStatus, context.Connection.RemoteIpAddress);
        return GrpcRefusal.WriteAsync(context, httpStatus, problem);
    }

    private static RpcException Refusal(int httpStatus, string problem, HttpResponse response)
    {
        var code = DoorStatus.CodeOf(httpStatus);
        if (httpStatus == 415) response.Headers["grpc-accept-encoding"] = $"identity, {Packings.Known}";
        var trailers = new Metadata();
        // RESOURCE_EXHAUSTED is for good without a RetryInfo (OTLP specification, "OTLP/gRPC Throttling").
        if (code == RpcCode.Unavailable)
            trailers.Add("grpc-status-details-bin", OtlpReply.TryAgain(code, problem, _retryDelay));
        return new RpcException(new Status((StatusCode)(int)code, problem), trailers);
    }
}
