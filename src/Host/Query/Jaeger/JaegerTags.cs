using System.Collections.Immutable;
using System.Text.Json;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Attributes in Jaeger's shape: <c>{"key":…,"type":"int64","value":…}</c>.</summary>
internal static class JaegerTags
{
    /// <summary>The largest whole number that every JSON reader keeps exactly: 2^53.</summary>
    private const long MaxExact = 1L << 53;

    private static readonly JsonSerializerOptions _compact = new() { Encoder = JsonAnswer.Options.Encoder };

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

    /// <summary>The text by which a value of a search is compared; a value of an answer gives the same text.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when value.TryGetInt64(out var whole) => TagValue.Of(whole).ToString(),
        JsonValueKind.Number => TagValue.Of(value.GetDouble()).ToString(),
        // Without the spaces that a client may write.
        _ => JsonSerializer.Serialize(value, _compact),
    };

    private static string Type(TagKind kind) => kind switch
    {
        TagKind.Bool => "bool",
        TagKind.Int => "int64",
        TagKind.Double => "float64",
        TagKind.Bytes => "binary",
        _ => "string",
    };
}
