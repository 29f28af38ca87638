namespace Tracing.Otlp;

/// <summary>The transport of OTLP requests.</summary>
public enum OtlpProtocol
{
    /// <summary>Protobuf over HTTP/1.1, port 4318 by default; <c>http/protobuf</c>.</summary>
    HttpProtobuf,

    /// <summary>gRPC over HTTP/2, port 4317 by default; <c>grpc</c>.</summary>
    Grpc,
}
