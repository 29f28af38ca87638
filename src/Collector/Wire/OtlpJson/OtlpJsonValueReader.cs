using System.Collections.Immutable;
using System.Text.Json;
using Tracing.Wire.Json;

namespace Tracing.Wire.OtlpJson;

/// <summary>Reads attributes of OTLP/JSON: <c>{"key":…,"value":{"stringValue":…}}</c>.</summary>
/// <remarks>The recursion is bounded by the document's depth (<see cref="OtlpJsonReader.MaxDepth"/>).</remarks>
internal static class OtlpJsonValueReader
{
    public static ImmutableArray<Tag> Tags(this JsonReading reading, string field, JsonElement values)
    {
        var tags = ImmutableArray.CreateBuilder<Tag>();
        foreach (var (index, pair) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            tags.Add(reading.Pair(pair));
            reading.Leave();
        }
        return tags.DrainToImmutable();
    }

    private static Tag Pair(this JsonReading reading, JsonElement pair)
    {
        var key = "";
        TagValue value = default;
        foreach (var property in pair.EnumerateObject())
        {
            if (JsonStrings.IsNamed(property, "key"u8)) key = reading.Text("key", property.Value);
            else if (JsonStrings.IsNamed(property, "value"u8)) value = reading.Value("value", property.Value);
        }
        return new Tag(key, value);
    }

    private static TagValue Value(this JsonReading reading, string field, JsonElement content)
    {
        TagValue value = default;
        if (!reading.Expect(field, content, JsonValueKind.Object)) return value;
        reading.Enter(field);
        foreach (var property in content.EnumerateObject())
        {
            // A null means that this case of the oneof is not set.
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            var name = JsonStrings.NameOf(property);
            value = name switch
            {
                "stringValue" or "string_value" => reading.Text(name, property.Value),
                "boolValue" or "bool_value" => reading.Bool(name, property.Value),
                "intValue" or "int_value" => reading.Int(name, property.Value),
                "doubleValue" or "double_value" => reading.Double(name, property.Value),
                "bytesValue" or "bytes_value" => TagValue.Of(reading.Base64(name, property.Value).AsSpan()),
                "arrayValue" or "array_value" => reading.Array(name, property.Value),
                "kvlistValue" or "kvlist_value" => reading.Map(name, property.Value),
                _ => value,
            };
        }
        reading.Leave();
        return value;
    }

    private static TagValue Array(this JsonReading reading, string field, JsonElement content)
    {
        var items = new List<TagValue>();
        if (!reading.Expect(field, content, JsonValueKind.Object)) return default;
        reading.Enter(field);
        if (JsonStrings.TryMember(content, "values", out var values))
            foreach (var (index, item) in reading.Items("values", values))
            {
                if (!reading.CountsItem()) break;
                items.Add(reading.Value($"values[{index}]", item));
            }
        reading.Leave();
        return TagValue.Of(items.ToArray().AsSpan());
    }

    private static TagValue Map(this JsonReading reading, string field, JsonElement content)
    {
        if (!reading.Expect(field, content, JsonValueKind.Object)) return default;
        reading.Enter(field);
        var pairs = JsonStrings.TryMember(content, "values", out var values) ? reading.Tags("values", values) : [];
        reading.Leave();
        return TagValue.Of(pairs.AsSpan());
    }
}
