using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Otlp;

/// <summary>Makes a span small enough for a message by leaving out long fields.</summary>
/// <remarks>
/// Ids, times, kind, status and our own attributes stay, so the trace remains as complete as it was. Long attributes,
/// events and links are left out and counted in OTLP's own counts (dropped_attributes_count and so on). A long name is
/// cut.
/// </remarks>
internal static class SpanTrim
{
    /// <summary>Length up to which a field is kept while there is room.</summary>
    private const int SmallField = 512;

    private const int MaxName = 256;

    /// <param name="maxBytes">Limit for span, resource and scope together; at least 3 KiB, or the result may be
    /// longer.</param>
    public static RawSpan To(in RawSpan span, int maxBytes)
    {
        var origin = span.Origin;
        if (origin.Resource.Length + origin.Scope.Length + 3 * (origin.ResourceSchemaUrl.Length + origin.ScopeSchemaUrl.Length)
            > maxBytes / 2)
        {
            origin = new SpanOrigin(Attributes(origin.Resource.Span, F.Resource.Attributes, F.Resource.DroppedAttributes, maxBytes / 4),
                Short(origin.ResourceSchemaUrl), Attributes(origin.Scope.Span, F.Scope.Attributes, F.Scope.DroppedAttributes, maxBytes / 8),
                Short(origin.ScopeSchemaUrl));
        }
        var bytes = Span(span.Bytes.Span, maxBytes / 2);
        return span with { Bytes = bytes, Origin = origin };
    }

    private static string Short(string url) => url.Length <= MaxName ? url : "";

    private static byte[] Span(ReadOnlySpan<byte> bytes, int maxBytes)
    {
        var to = new ProtoWriter(Math.Min(bytes.Length, maxBytes));
        long attributes = 0, events = 0, links = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case F.Span.DroppedAttributes: attributes += (long)reader.Number; break;
                case F.Span.DroppedEvents: events += (long)reader.Number; break;
                case F.Span.DroppedLinks: links += (long)reader.Number; break;
                case F.Span.Name: to.Bytes(F.Span.Name, Beginning(reader.Content)); break;
                case F.Span.Status: Status(to, reader.Content); break;
                case F.Span.Attributes when !IsOurs(reader.Content) && !Fits(to, reader, maxBytes): attributes++; break;
                case F.Span.Events when !Fits(to, reader, maxBytes): events++; break;
                case F.Span.Links when !Fits(to, reader, maxBytes): links++; break;
                default:
                    // A sender may repeat a short field any number of times.
                    if (to.Length >= maxBytes) break;
                    if (reader.Wire != ProtoWire.Bytes || IsKnown(reader.Field) || Fits(to, reader, maxBytes)) Copy(to, reader);
                    break;
            }
        }
        to.Number(F.Span.DroppedAttributes, attributes);
        to.Number(F.Span.DroppedEvents, events);
        to.Number(F.Span.DroppedLinks, links);
        return to.ToArray();
    }

    private static byte[] Attributes(ReadOnlySpan<byte> bytes, int field, int droppedField, int maxBytes)
    {
        var to = new ProtoWriter();
        long dropped = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Wire == ProtoWire.Varint && reader.Field == droppedField) dropped += (long)reader.Number;
            else if (reader.Wire != ProtoWire.Bytes || Fits(to, reader, maxBytes)) Copy(to, reader);
            else if (reader.Field == field) dropped++;
        }
        to.Number(droppedField, dropped);
        return to.ToArray();
    }

    // These are always copied: ids have a fixed length, and an attribute that comes here is one of ours.
    private static bool IsKnown(int field) =>
        field is F.Span.TraceId or F.Span.SpanId or F.Span.ParentSpanId or F.Span.Attributes;

    private static bool IsOurs(ReadOnlySpan<byte> pair)
    {
        var reader = new ProtoReader(pair);
        return pair.Length <= SmallField && reader.Next() && reader.Is(F.KeyValue.Key, ProtoWire.Bytes)
            && reader.Content.StartsWith("tracing."u8);
    }

    private static bool Fits(ProtoWriter to, in ProtoReader reader, int maxBytes) =>
        reader.ContentLength <= SmallField && to.Length + reader.ContentLength < maxBytes - SmallField;

    private static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxName) return text;
        var end = MaxName;
        // Do not cut in the middle of a character.
        while (end > 0 && (text[end] & 0xc0) == 0x80) end--;
        return text[..end];
    }

    private static void Status(ProtoWriter to, ReadOnlySpan<byte> status)
    {
        var message = to.Begin(F.Span.Status);
        var reader = new ProtoReader(status);
        while (reader.Next())
        {
            if (reader.Is(F.Status.Message, ProtoWire.Bytes)) to.Bytes(F.Status.Message, Beginning(reader.Content));
            else if (reader.Is(F.Status.Code, ProtoWire.Varint)) to.NumberAlways(F.Status.Code, (long)reader.Number);
        }
        to.End(message);
    }

    private static void Copy(ProtoWriter to, in ProtoReader reader)
    {
        switch (reader.Wire)
        {
            case ProtoWire.Varint: to.NumberAlways(reader.Field, (long)reader.Number); break;
            case ProtoWire.Fixed64: to.Fixed64(reader.Field, reader.Number); break;
            case ProtoWire.Fixed32: to.Fixed32(reader.Field, (uint)reader.Number); break;
            case ProtoWire.Bytes: to.Bytes(reader.Field, reader.Content); break;
        }
    }
}
