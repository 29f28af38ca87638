using System.Text.Json;
using Tracing.Wire.Otlp;
using Tracing.Wire.OtlpJson;
using Tracing.Wire.Spans;

namespace Tracing.Demo.Tutorial;

/// <summary>The traces of a run as files that other tools read.</summary>
internal static class DemoFiles
{
    /// <summary>One OTLP/JSON document: <c>{"resourceSpans":[…]}</c>, a resource for each service.</summary>
    public static void WriteJson(Stream to, IReadOnlyList<RawSpan> spans)
    {
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        OtlpJsonWriter.Write(writer, spans);
    }

    /// <summary>One TracesData message, which is also what an OTLP door takes.</summary>
    public static void WriteProtobuf(Stream to, IReadOnlyList<RawSpan> spans) => to.Write(OtlpProtobuf.Write(spans));
}
