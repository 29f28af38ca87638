using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Otlp;

/// <summary>Writes finished spans as one OTLP ExportTraceServiceRequest. One owner; the buffer is reused.</summary>
internal sealed class OtlpBatchWriter
{
    private readonly ProtoWriter _to = new(64 * 1024);
    private readonly List<Resource> _resources = [];

    /// <summary>Returns the request as protobuf, with one resourceSpans for each resource, in order of
    /// appearance.</summary>
    public byte[] Write(ReadOnlySpan<FinishedSpan> spans)
    {
        _to.Clear();
        _resources.Clear();
        foreach (ref readonly var span in spans)
            if (!_resources.Contains(span.Tracer.Resource))
                _resources.Add(span.Tracer.Resource);

        // One pass over the batch for each service: a process has few services.
        foreach (var resource in _resources)
        {
            var resourceSpans = _to.Begin(F.Request.ResourceSpans);
            Resource(_to, resource);
            var scopeSpans = _to.Begin(F.ResourceSpans.ScopeSpans);
            var scope = _to.Begin(F.ScopeSpans.Scope);
            _to.String(F.Scope.Name, Tracer.ScopeName);
            _to.String(F.Scope.Version, Tracer.ScopeVersion);
            _to.End(scope);
            foreach (ref readonly var span in spans)
                if (span.Tracer.Resource.Equals(resource))
                    OtlpSpanWriter.Write(_to, F.ScopeSpans.Spans, in span);
            _to.End(scopeSpans);
            _to.End(resourceSpans);
        }
        return _to.ToArray();
    }

    private static void Resource(ProtoWriter to, Resource resource)
    {
        var message = to.Begin(F.ResourceSpans.Resource);
        OtlpValueWriter.Tags(to, F.Resource.Attributes, resource.Tags.AsSpan());
        to.End(message);
    }
}
