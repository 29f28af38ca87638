using System.Text.Json;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Json;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.OtlpJson;

/// <summary>Writes attributes of OTLP/JSON, <c>{"key":…,"value":{"stringValue":…}}</c>, as protobuf.</summary>
/// <remarks>The recursion is bounded by the document's depth (<see cref="OtlpJsonReader.MaxDepth"/>).</remarks>
internal static class OtlpJsonValueReader
{
    private static readonly JsonMembers _value = JsonMembers.OfMessage(
        (F.AnyValue.String, "stringValue"), (F.AnyValue.Bool, "boolValue"), (F.AnyValue.Int, "intValue"),
        (F.AnyValue.Double, "doubleValue"), (F.AnyValue.Array, "arrayValue"), (F.AnyValue.Map, "kvlistValue"),
        (F.AnyValue.Bytes, "bytesValue"));

    public static void Tags(
        this JsonReading reading, string field, JsonElement values, ProtoWriter to, int number, int depth = 0)
    {
        if (!reading.Expect(field, values, JsonValueKind.Array)) return;
        var index = 0;
        foreach (var pair in values.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Object) reading.Report($"{field}[{index}]", "must be an object");
            if (!reading.IsSound || !reading.CountsItem()) return;
            reading.Enter(field, index++);
            reading.Pair(pair, to, number, depth);
            reading.Leave();
        }
    }

    private static void Pair(this JsonReading reading, JsonElement pair, ProtoWriter to, int number, int depth)
    {
        JsonElement key = default, value = default;
        foreach (var member in pair.EnumerateObject())
        {
            if (JsonStrings.IsNamed(member, "key"u8)) key = member.Value;
            else if (JsonStrings.IsNamed(member, "value"u8)) value = member.Value;
        }
        var message = to.Begin(number);
        reading.Text("key", key, to, F.KeyValue.Key);
        var content = to.Begin(F.KeyValue.Value);
        reading.Value("value", value, to, depth);
        to.End(content);
        to.End(message);
    }

    private static void Value(this JsonReading reading, string field, JsonElement content, ProtoWriter to, int depth)
    {
        if (!reading.Expect(field, content, JsonValueKind.Object)) return;
        reading.Enter(field);
        // Of several values the last counts. A null means that this case of the oneof is not set.
        var (number, value) = (0, default(JsonElement));
        foreach (var member in content.EnumerateObject())
            if (member.Value.ValueKind != JsonValueKind.Null && _value.TryFind(member, out var known))
                (number, value) = (known, member.Value);
        switch (number)
        {
            case F.AnyValue.String: reading.Text("stringValue", value, to, number, isAlways: true); break;
            case F.AnyValue.Bool: to.NumberAlways(number, reading.Bool("boolValue", value) ? 1 : 0); break;
            case F.AnyValue.Int: to.NumberAlways(number, reading.Int("intValue", value)); break;
            case F.AnyValue.Double:
                to.Fixed64(number, BitConverter.DoubleToUInt64Bits(reading.Double("doubleValue", value)));
                break;
            case F.AnyValue.Bytes: to.Bytes(number, reading.Base64("bytesValue", value)); break;
            case F.AnyValue.Array when depth < OtlpValueWriter.MaxDepth:
                reading.Array("arrayValue", value, to, depth + 1);
                break;
            case F.AnyValue.Map when depth < OtlpValueWriter.MaxDepth:
                reading.Map("kvlistValue", value, to, depth + 1);
                break;
        }
        reading.Leave();
    }

    private static void Array(this JsonReading reading, string field, JsonElement content, ProtoWriter to, int depth)
    {
        if (!reading.Expect(field, content, JsonValueKind.Object)) return;
        reading.Enter(field);
        var message = to.Begin(F.AnyValue.Array);
        if (JsonStrings.TryMember(content, "values", out var values))
        {
            foreach (var (index, item) in reading.Items("values", values))
            {
                if (!reading.CountsItem()) break;
                var entry = to.Begin(F.Values);
                reading.Value($"values[{index}]", item, to, depth);
                to.End(entry);
            }
        }
        to.End(message);
        reading.Leave();
    }

    private static void Map(this JsonReading reading, string field, JsonElement content, ProtoWriter to, int depth)
    {
        if (!reading.Expect(field, content, JsonValueKind.Object)) return;
        reading.Enter(field);
        var message = to.Begin(F.AnyValue.Map);
        if (JsonStrings.TryMember(content, "values", out var values))
            reading.Tags("values", values, to, F.Values, depth);
        to.End(message);
        reading.Leave();
    }
}
