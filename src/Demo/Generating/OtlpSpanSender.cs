using Tracing.Otlp;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Demo.Generating;

/// <summary>Sends over OTLP, as this library's own exporter does.</summary>
internal sealed class OtlpSpanSender(OtlpDestination destination) : ISpanSender
{
    private readonly IOtlpSender _sender = OtlpSender.To(destination);

    public ReadOnlyMemory<byte> Encode(List<MadeSpan> spans)
    {
        var to = new ProtoWriter(spans.Count * 512);
        foreach (var service in spans.GroupBy(static span => span.Service))
        {
            var group = to.Begin(F.Request.ResourceSpans);
            var resource = to.Begin(F.ResourceSpans.Resource);
            OtlpValueWriter.Pair(to, F.Resource.Attributes, Resource.ServiceNameKey, service.Key);
            to.End(resource);
            var members = to.Begin(F.ResourceSpans.ScopeSpans);
            var scope = to.Begin(F.ScopeSpans.Scope);
            to.String(F.Scope.Name, "generate");
            to.End(scope);
            foreach (var span in service) OtlpSpanWriter.Write(to, F.ScopeSpans.Spans, span.Span);
            to.End(members);
            to.End(group);
        }
        return to.ToArray();
    }

    public Task<SendResult> SendAsync(ReadOnlyMemory<byte> request, CancellationToken stopping) =>
        _sender.SendAsync(request, stopping);

    public void Dispose() => _sender.Dispose();
}
