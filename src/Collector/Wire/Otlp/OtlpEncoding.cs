namespace Tracing.Wire.Otlp;

/// <summary>The encodings of OTLP messages.</summary>
public enum OtlpEncoding
{
    Protobuf,
    Json,
}
