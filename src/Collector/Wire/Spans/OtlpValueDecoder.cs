using System.Text;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Spans;

/// <summary>Decodes KeyValue and AnyValue messages. Never fails; values nested deeper than the writer's limit are read
/// as empty.</summary>
internal static class OtlpValueDecoder
{
    public static Tag Pair(ReadOnlySpan<byte> bytes) => Pair(bytes, 0);

    private static Tag Pair(ReadOnlySpan<byte> bytes, int depth)
    {
        var key = "";
        TagValue value = default;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(F.KeyValue.Key, ProtoWire.Bytes)) key = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(F.KeyValue.Value, ProtoWire.Bytes)) value = Value(reader.Content, depth);
        }
        return new Tag(key, value);
    }

    // The recursion is bounded by MaxDepth, not by the data.
    private static TagValue Value(ReadOnlySpan<byte> bytes, int depth)
    {
        TagValue value = default;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (F.AnyValue.String, ProtoWire.Bytes): value = Encoding.UTF8.GetString(reader.Content); break;
                case (F.AnyValue.Bool, ProtoWire.Varint): value = reader.Number != 0; break;
                case (F.AnyValue.Int, ProtoWire.Varint): value = (long)reader.Number; break;
                case (F.AnyValue.Double, ProtoWire.Fixed64): value = BitConverter.UInt64BitsToDouble(reader.Number); break;
                case (F.AnyValue.Bytes, ProtoWire.Bytes): value = TagValue.Of(reader.Content); break;
                case (F.AnyValue.Array, ProtoWire.Bytes) when depth < OtlpValueWriter.MaxDepth:
                    value = Array(reader.Content, depth + 1);
                    break;
                case (F.AnyValue.Map, ProtoWire.Bytes) when depth < OtlpValueWriter.MaxDepth:
                    value = Map(reader.Content, depth + 1);
                    break;
            }
        }
        return value;
    }

    private static TagValue Array(ReadOnlySpan<byte> bytes, int depth)
    {
        var values = new List<TagValue>();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
            if (reader.Is(F.Values, ProtoWire.Bytes))
                values.Add(Value(reader.Content, depth));
        return TagValue.Of(values.ToArray().AsSpan());
    }

    private static TagValue Map(ReadOnlySpan<byte> bytes, int depth)
    {
        var pairs = new List<Tag>();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
            if (reader.Is(F.Values, ProtoWire.Bytes))
                pairs.Add(Pair(reader.Content, depth));
        return TagValue.Of(pairs.ToArray().AsSpan());
    }
}
