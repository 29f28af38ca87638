using System.Text;
using System.Text.Json;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire;

/// <summary>OTLP requests for tests.</summary>
internal static class Requests
{
    public static byte[] Protobuf(string service, params ReadOnlySpan<SpanData> spans)
    {
        var to = new ProtoWriter();
        var resourceSpans = to.Begin(F.Request.ResourceSpans);
        var resource = to.Begin(F.ResourceSpans.Resource);
        OtlpValueWriter.Tags(to, F.Resource.Attributes, [new Tag(Resource.ServiceNameKey, service)]);
        to.End(resource);
        var scopeSpans = to.Begin(F.ResourceSpans.ScopeSpans);
        var scope = to.Begin(F.ScopeSpans.Scope);
        to.String(F.Scope.Name, "tests");
        to.End(scope);
        foreach (var span in spans) OtlpSpanWriter.Write(to, F.ScopeSpans.Spans, span);
        to.End(scopeSpans);
        to.End(resourceSpans);
        return to.ToArray();
    }

    public static SpanBatch Skimmed(byte[] protobuf)
    {
        var batch = OtlpSkim.TryRead(protobuf, out var fault);
        Assert.Null(fault);
        Assert.NotNull(batch);
        return batch;
    }

    public static string Json(IEnumerable<RawSpan> spans)
    {
        using var bytes = new MemoryStream();
        using (var to = new Utf8JsonWriter(bytes)) OtlpJsonWriter.Write(to, spans);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A request with one span, whose members are these.</summary>
    public static string JsonSpan(string members) =>
        $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{ {{members}} }]}]}]}""";

    public static SpanBatch? ReadJson(string json, out WireFault? fault) =>
        OtlpJsonReader.TryRead(Encoding.UTF8.GetBytes(json), out fault);
}
