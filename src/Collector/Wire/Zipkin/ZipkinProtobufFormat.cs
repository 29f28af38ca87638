using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Zipkin;

/// <summary>Zipkin's spans, version 2, in protobuf.</summary>
/// <param name="time">The time of receipt is the start of a span that has none.</param>
public sealed class ZipkinProtobufFormat(TimeProvider time) : IRequestFormat
{
    /// <summary>Bytes of memory for the objects that are made of a field.</summary>
    private const int BytesPerField = 160;

    public RequestCost Measure(ReadOnlySpan<byte> request)
    {
        long elements = 0;
        var spans = 0;
        var list = new ProtoReader(request);
        while (list.Next() && elements <= RequestCost.MaxElements)
        {
            elements++;
            if (!list.Is(ZipkinFields.List.Spans, ProtoWire.Bytes)) continue;
            spans++;
            var fields = new ProtoReader(list.Content);
            while (fields.Next() && elements <= RequestCost.MaxElements) elements++;
        }
        return new RequestCost(elements, spans, (elements * BytesPerField) + (2L * request.Length));
    }

    public SpanBatch? TryRead(ReadOnlyMemory<byte> request, RequestCost cost, out WireFault? fault) =>
        ZipkinProtobufReader.TryRead(request.Span, out fault) is { } spans
            ? ZipkinTranslation.Translate(spans, time.GetUtcNow(), request.Length)
            : null;
}
