using System.Globalization;
using System.Text.Json;

namespace Tracing.Wire.OtlpJson;

/// <summary>Writes attributes as OTLP/JSON: <c>{"key":…,"value":{"stringValue":…}}</c>.</summary>
internal static class OtlpJsonValue
{
    public static void WritePair(Utf8JsonWriter to, in Tag tag)
    {
        to.WriteStartObject();
        to.WriteString("key", tag.Key);
        to.WritePropertyName("value");
        Write(to, tag.Value);
        to.WriteEndObject();
    }

    // The decoder limits the depth, so the recursion is bounded.
    private static void Write(Utf8JsonWriter to, in TagValue value)
    {
        to.WriteStartObject();
        switch (value.Kind)
        {
            case TagKind.String: to.WriteString("stringValue", value.AsString); break;
            case TagKind.Bool: to.WriteBoolean("boolValue", value.AsBool); break;
            case TagKind.Int: to.WriteString("intValue", value.AsInt.ToString(CultureInfo.InvariantCulture)); break;
            case TagKind.Double: WriteDouble(to, value.AsDouble); break;
            case TagKind.Bytes: to.WriteBase64String("bytesValue", value.AsBytes); break;
            case TagKind.Array:
                to.WriteStartObject("arrayValue");
                to.WriteStartArray("values");
                foreach (var item in value.AsArray) Write(to, item);
                to.WriteEndArray();
                to.WriteEndObject();
                break;
            case TagKind.Map:
                to.WriteStartObject("kvlistValue");
                to.WriteStartArray("values");
                foreach (var pair in value.AsMap) WritePair(to, pair);
                to.WriteEndArray();
                to.WriteEndObject();
                break;
        }
        to.WriteEndObject();
    }

    // JSON has no numbers for NaN and the infinities; protobuf's JSON mapping writes them as strings.
    private static void WriteDouble(Utf8JsonWriter to, double value)
    {
        if (double.IsFinite(value)) to.WriteNumber("doubleValue", value);
        else to.WriteString("doubleValue", double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}
