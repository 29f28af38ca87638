using System.Text.Json;
using Tracing.TraceQl.Syntax;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Writes values of fields as OTLP's AnyValue. Durations, statuses and kinds are texts, as in Tempo's
/// answers.</summary>
internal static class TraceQlJson
{
    /// <summary>Writes the array <c>attributes</c>; nothing when it is empty.</summary>
    public static void WriteAttributes(Utf8JsonWriter to, IEnumerable<(string Name, TraceQlValue Value)> attributes)
    {
        var isOpen = false;
        foreach (var (name, value) in attributes)
        {
            if (!isOpen) to.WriteStartArray("attributes");
            isOpen = true;
            WritePair(to, name, value);
        }
        if (isOpen) to.WriteEndArray();
    }

    public static void WritePair(Utf8JsonWriter to, string name, in TraceQlValue value)
    {
        to.WriteStartObject();
        to.WriteString("key", name);
        to.WritePropertyName("value");
        Write(to, value);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, in TraceQlValue value)
    {
        to.WriteStartObject();
        switch (value.Kind)
        {
            case TraceQlKind.Int: to.WriteString("intValue", $"{value}"); break;
            case TraceQlKind.Bool: to.WriteBoolean("boolValue", value.AsBool); break;
            case TraceQlKind.Float when double.IsFinite(value.AsDouble):
                to.WriteNumber("doubleValue", value.AsDouble);
                break;
            case TraceQlKind.Array or TraceQlKind.Several:
                to.WriteStartObject("arrayValue");
                to.WriteStartArray("values");
                foreach (var item in value.Items) Write(to, item);
                to.WriteEndArray();
                to.WriteEndObject();
                break;
            default: to.WriteString("stringValue", $"{value}"); break;
        }
        to.WriteEndObject();
    }
}
