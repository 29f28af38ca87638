using Microsoft.AspNetCore.Http;
using Tracing.Wire.Otlp;

namespace Tracing.Hosting.Doors;

/// <summary>The status of a refusal.</summary>
internal static class DoorStatus
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Tells the client of a 503 when to come again.</summary>
    public static void AskForRetry(HttpResponse response, int httpStatus)
    {
        if (httpStatus == 503) response.Headers.RetryAfter = $"{RetryAfterSeconds}";
    }

    /// <summary>Translates an HTTP status into the code of a <c>google.rpc.Status</c>.</summary>
    public static RpcCode CodeOf(int httpStatus) => httpStatus switch
    {
        401 => RpcCode.Unauthenticated,
        403 => RpcCode.PermissionDenied,
        404 or 405 or 415 => RpcCode.Unimplemented,
        413 => RpcCode.ResourceExhausted,
        503 => RpcCode.Unavailable,
        < 500 => RpcCode.InvalidArgument,
        _ => RpcCode.Internal,
    };
}
