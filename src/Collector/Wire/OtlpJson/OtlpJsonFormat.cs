using Tracing.Wire.Json;
using Tracing.Wire.Spans;

namespace Tracing.Wire.OtlpJson;

/// <summary>OTLP in JSON.</summary>
public sealed class OtlpJsonFormat : IRequestFormat
{
    /// <summary>Beside its tokens, the request is written as protobuf, which is about half as long.</summary>
    public RequestCost Measure(ReadOnlySpan<byte> request) =>
        JsonCost.Of(request, OtlpJsonReader.MaxDepth, bytesWritten: request.Length / 2);

    public SpanBatch? TryRead(ReadOnlyMemory<byte> request, RequestCost cost, out WireFault? fault) =>
        OtlpJsonReader.TryRead(request, out fault);
}
