using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Otlp;

/// <summary>Writes spans as an OTLP TracesData message, which has the same bytes as an
/// ExportTraceServiceRequest.</summary>
public static class OtlpProtobuf
{
    public static byte[] Write(IEnumerable<RawSpan> spans)
    {
        var to = new ProtoWriter();
        foreach (var resource in SpanGroups.Of(spans))
        {
            var resourceSpans = to.Begin(F.Request.ResourceSpans);
            to.Bytes(F.ResourceSpans.Resource, resource.Origin.Resource.Span);
            foreach (var scope in resource.Scopes)
            {
                var scopeSpans = to.Begin(F.ResourceSpans.ScopeSpans);
                to.Bytes(F.ScopeSpans.Scope, scope.Origin.Scope.Span);
                foreach (var span in scope.Spans) to.Bytes(F.ScopeSpans.Spans, span.Bytes.Span);
                to.String(F.ScopeSpans.SchemaUrl, scope.Origin.ScopeSchemaUrl);
                to.End(scopeSpans);
            }
            to.String(F.ResourceSpans.SchemaUrl, resource.Origin.ResourceSchemaUrl);
            to.End(resourceSpans);
        }
        return to.ToArray();
    }
}
