namespace Tracing.Wire.Otlp;

/// <summary>The codes of <c>google.rpc.Code</c> with which OTLP doors refuse a request.</summary>
public enum RpcCode
{
    InvalidArgument = 3,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}
