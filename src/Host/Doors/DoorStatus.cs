using Tracing.Wire.Otlp;

namespace Tracing.Hosting.Doors;

/// <summary>Translates the HTTP status of a refusal into the code of a <c>google.rpc.Status</c>.</summary>
internal static class DoorStatus
{
    public static RpcCode CodeOf(int httpStatus) => httpStatus switch
    {
        404 or 405 or 415 => RpcCode.Unimplemented,
        413 => RpcCode.ResourceExhausted,
        503 => RpcCode.Unavailable,
        < 500 => RpcCode.InvalidArgument,
        _ => RpcCode.Internal,
    };
}
