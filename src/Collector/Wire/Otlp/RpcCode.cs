namespace Tracing.Wire.Otlp;

/// <summary>What went wrong, in the numbers of <c>google.rpc.Code</c>; those that OTLP's doors answer with.</summary>
public enum RpcCode
{
    InvalidArgument = 3,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
}
