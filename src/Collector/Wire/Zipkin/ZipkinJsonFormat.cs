using Tracing.Wire.Json;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Zipkin;

/// <summary>Zipkin's spans, version 2, in JSON.</summary>
/// <param name="time">The time of receipt is the start of a span that has none.</param>
public sealed class ZipkinJsonFormat(TimeProvider time) : IRequestFormat
{
    /// <summary>Bytes of memory for the objects that are made of a token.</summary>
    private const int BytesPerToken = 40;

    public RequestCost Measure(ReadOnlySpan<byte> request) =>
        JsonCost.Of(request, ZipkinJsonReader.MaxDepth, bytesWritten: request.Length, BytesPerToken);

    public SpanBatch? TryRead(ReadOnlyMemory<byte> request, RequestCost cost, out WireFault? fault) =>
        ZipkinJsonReader.TryRead(request, out fault) is { } spans
            ? ZipkinTranslation.Translate(spans, time.GetUtcNow(), request.Length)
            : null;
}
