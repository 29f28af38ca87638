using System.Collections.Immutable;
using System.Text.Json;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Attributes in Jaeger's shape: <c>{"key":…,"type":"int64","value":…}</c>.</summary>
internal static class JaegerTags
{
    /// <summary>The largest whole number that every JSON reader keeps exactly: 2^53.</summary>
    private const long MaxExact = 1L << 53;

    public static string Kind(SpanKind kind) => kind switch
    {
        SpanKind.Internal => "internal",
        SpanKind.Server => "server",
        SpanKind.Client => "client",
        SpanKind.Producer => "producer",
        SpanKind.Consumer => "consumer",
        _ => "",
    };

    public static void Write(Utf8JsonWriter to, ImmutableArray<Tag> tags)
    {
        foreach (var tag in tags) Write(to, tag.Key, tag.Value);
    }

    public static void Write(Utf8JsonWriter to, string key, in TagValue value)
    {
        to.WriteStartObject();
        to.WriteString("key", key);
        to.WriteString("type", Type(value.Kind));
        switch (value.Kind)
        {
            case TagKind.Bool:
                to.WriteBoolean("value", value.AsBool);
                break;
            case TagKind.Int when value.AsInt is >= -MaxExact and <= MaxExact:
                to.WriteNumber("value", value.AsInt);
                break;
            case TagKind.Double when double.IsFinite(value.AsDouble):
                to.WriteNumber("value", value.AsDouble);
                break;
            default:
                to.WriteString("value", value.ToString());
                break;
        }
        to.WriteEndObject();
    }

    /// <summary>Left out when empty.</summary>
    public static void WriteText(Utf8JsonWriter to, string key, string? text)
    {
        if (!string.IsNullOrEmpty(text)) Write(to, key, text);
    }

    private static string Type(TagKind kind) => kind switch
    {
        TagKind.Bool => "bool",
        TagKind.Int => "int64",
        TagKind.Double => "float64",
        TagKind.Bytes => "binary",
        _ => "string",
    };
}
