using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Otlp;

/// <summary>Writes attributes as KeyValue and AnyValue messages.</summary>
internal static class OtlpValueWriter
{
    /// <summary>Depth below which nested values are written as empty; OTLP itself has no limit.</summary>
    public const int MaxDepth = 32;

    public static void Tags(ProtoWriter to, int field, ReadOnlySpan<Tag> tags)
    {
        foreach (var tag in tags) Pair(to, field, tag.Key, tag.Value, 0);
    }

    public static void Pair(ProtoWriter to, int field, string key, in TagValue value, int depth = 0)
    {
        var pair = to.Begin(field);
        to.String(F.KeyValue.Key, key);
        var content = to.Begin(F.KeyValue.Value);
        Value(to, value, depth);
        to.End(content);
        to.End(pair);
    }

    // The recursion is bounded by MaxDepth, not by the data.
    private static void Value(ProtoWriter to, in TagValue value, int depth)
    {
        switch (value.Kind)
        {
            case TagKind.String:
                to.StringAlways(F.AnyValue.String, value.AsString);
                break;
            case TagKind.Bool:
                to.NumberAlways(F.AnyValue.Bool, value.AsBool ? 1 : 0);
                break;
            case TagKind.Int:
                to.NumberAlways(F.AnyValue.Int, value.AsInt);
                break;
            case TagKind.Double:
                to.Fixed64(F.AnyValue.Double, BitConverter.DoubleToUInt64Bits(value.AsDouble));
                break;
            case TagKind.Bytes:
                to.Bytes(F.AnyValue.Bytes, value.AsBytes);
                break;
            case TagKind.Array when depth < MaxDepth:
                var array = to.Begin(F.AnyValue.Array);
                foreach (var item in value.AsArray)
                {
                    var entry = to.Begin(F.Values);
                    Value(to, item, depth + 1);
                    to.End(entry);
                }
                to.End(array);
                break;
            case TagKind.Map when depth < MaxDepth:
                var map = to.Begin(F.AnyValue.Map);
                foreach (var pair in value.AsMap) Pair(to, F.Values, pair.Key, pair.Value, depth + 1);
                to.End(map);
                break;
        }
    }
}
