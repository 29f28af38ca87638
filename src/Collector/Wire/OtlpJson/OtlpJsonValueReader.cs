using System.Collections.Immutable;
using System.Text.Json;

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

    /// <summary>Returns the entries of an array, which must all be objects.</summary>
    public static IEnumerable<(int Index, JsonElement Item)> Items(
        this JsonReading reading, string field, JsonElement array)
    {
        if (!reading.Expect(field, array, JsonValueKind.Array)) yield break;
        var index = -1;
        foreach (var item in array.EnumerateArray())
        {
            index++;
            if (!reading.IsSound) yield break;
            if (item.ValueKind == JsonValueKind.Object) yield return (index, item);
            else reading.Report($"{field}[{index}]", "must be an object");
        }
    }

    private static Tag Pair(this JsonReading reading, JsonElement pair)
    {
        var key = "";
        TagValue value = default;
        foreach (var property in pair.EnumerateObject())
        {
            if (property.NameEquals("key")) key = reading.Text("key", property.Value);
            else if (property.NameEquals("value")) value = reading.Value("value", property.Value);
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
            value = property.Name switch
            {
                "stringValue" or "string_value" => reading.Text(property.Name, property.Value),
                "boolValue" or "bool_value" => reading.Bool(property.Name, property.Value),
                "intValue" or "int_value" => reading.Int(property.Name, property.Value),
                "doubleValue" or "double_value" => reading.Double(property.Name, property.Value),
                "bytesValue" or "bytes_value" => TagValue.Of(reading.Base64(property.Name, property.Value).AsSpan()),
                "arrayValue" or "array_value" => reading.Array(property.Name, property.Value),
                "kvlistValue" or "kvlist_value" => reading.Map(property.Name, property.Value),
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
        if (content.TryGetProperty("values", out var values))
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
        var pairs = content.TryGetProperty("values", out var values) ? reading.Tags("values", values) : [];
        reading.Leave();
        return TagValue.Of(pairs.AsSpan());
    }
}
