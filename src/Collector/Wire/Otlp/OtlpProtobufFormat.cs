using Tracing.Wire.Spans;

namespace Tracing.Wire.Otlp;

/// <summary>OTLP in protobuf. Its spans stay slices of the request.</summary>
public sealed class OtlpProtobufFormat : IRequestFormat
{
    public RequestCost Measure(ReadOnlySpan<byte> request) => OtlpCost.Of(request);

    public SpanBatch? TryRead(ReadOnlyMemory<byte> request, RequestCost cost, out WireFault? fault) =>
        OtlpSkim.TryRead(request, out fault, cost.Spans);
}
