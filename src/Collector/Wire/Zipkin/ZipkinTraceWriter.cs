using System.Text.Json;
using Tracing.Wire.Spans;

namespace Tracing.Wire.Zipkin;

/// <summary>Writes the spans of a trace as Zipkin's JSON. Spans that came as Zipkin's go out with what they came with:
/// the client's and the server's part of a call share their id again.</summary>
public static class ZipkinTraceWriter
{
    /// <summary>Writes an array of spans, by their starts.</summary>
    public static void Write(Utf8JsonWriter to, IReadOnlyCollection<RawSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(spans);
        var decoded = spans.Select(static raw => (Span: OtlpDecoder.Span(raw.Bytes.Span), raw.Origin))
            .OrderBy(static one => one.Span.StartUnixNanos).ThenBy(static one => one.Span.SpanId.Value).ToList();
        var shared = new Dictionary<SpanId, SpanId>();
        foreach (var (span, _) in decoded)
            if (IsShared(span))
                shared.TryAdd(span.SpanId, span.ParentSpanId);
        to.WriteStartArray();
        foreach (var (span, origin) in decoded)
        {
            // Where it is not named, the service is unknown in Zipkin too.
            var resource = origin.ResourceTags();
            var isNamed = resource.Any(static tag => tag.Key == Resource.ServiceNameKey);
            ZipkinJsonWriter.Write(to, Restored(span, shared), isNamed ? origin.Service : "", origin.ScopeName,
                origin.ScopeVersion, [.. resource.Where(static tag => tag.Key != Resource.ServiceNameKey)]);
        }
        to.WriteEndArray();
    }

    private static bool IsShared(SpanData span) => span[ZipkinTags.Shared].AsBool && !span.ParentSpanId.IsNone;

    private static SpanData Restored(SpanData span, Dictionary<SpanId, SpanId> shared)
    {
        if (IsShared(span))
        {
            return span with
            {
                SpanId = span.ParentSpanId,
                ParentSpanId = ZipkinIds.TrySpanId(span[ZipkinTags.SharedParent].AsString ?? "", out var parent)
                    ? parent
                    : default,
            };
        }
        return shared.TryGetValue(span.ParentSpanId, out var id) ? span with { ParentSpanId = id } : span;
    }
}
