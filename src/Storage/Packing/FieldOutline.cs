using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>A field of a span without its values: the keys alone of its attributes. It tells whether somebody has to
/// read the field. A stored format: more may be left out, never more be said.</summary>
internal static class FieldOutline
{
    /// <summary>Writes the outline as a field that can be read; nothing where the field cannot be read.</summary>
    public static void Write(ReadOnlySpan<byte> field, ProtoWriter to)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next()) return;
        var number = reader.Field;
        switch (reader.Wire)
        {
            case ProtoWire.Bytes:
                var mark = to.Begin(number);
                if (number == F.Span.Attributes) Key(reader.Content, to);
                else if (number == F.Span.Events) Keys(reader.Content, F.Event.Attributes, to);
                else if (number == F.Span.Links) Keys(reader.Content, F.Link.Attributes, to);
                to.End(mark);
                break;
            case ProtoWire.Varint: to.NumberAlways(number, 0); break;
            case ProtoWire.Fixed64: to.Fixed64(number, ulong.MaxValue); break;
            case ProtoWire.Fixed32: to.Fixed32(number, uint.MaxValue); break;
        }
    }

    private static void Keys(ReadOnlySpan<byte> message, int attributes, ProtoWriter to)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (!reader.Is(attributes, ProtoWire.Bytes)) continue;
            var mark = to.Begin(attributes);
            Key(reader.Content, to);
            to.End(mark);
        }
    }

    // Each of them, because the last one counts.
    private static void Key(ReadOnlySpan<byte> pair, ProtoWriter to)
    {
        var reader = new ProtoReader(pair);
        while (reader.Next())
            if (reader.Is(F.KeyValue.Key, ProtoWire.Bytes))
                to.Bytes(F.KeyValue.Key, reader.Content);
    }
}
