namespace Tracing.Wire.Otlp;

/// <summary>The two ways in which OTLP writes its messages.</summary>
public enum OtlpEncoding
{
    Protobuf,
    Json,
}
