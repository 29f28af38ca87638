using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>Answers a gRPC call that a port's gate refuses with a status, in the form that has no message
/// ("Trailers-Only"); other requests with one line of text.</summary>
internal static class GrpcRefusal
{
    public static Task WriteAsync(HttpContext context, int httpStatus, string problem)
    {
        var request = context.Request;
        if (request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
            return PortGate.PlainAsync(context, httpStatus, problem);
        var headers = context.Response.Headers;
        context.Response.ContentType = request.ContentType;
        headers["grpc-status"] = ((int)DoorStatus.CodeOf(httpStatus)).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = problem;
        return Task.CompletedTask;
    }
}
