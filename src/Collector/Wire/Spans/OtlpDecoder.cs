using System.Collections.Immutable;
using System.Text;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Spans;

/// <summary>Decodes OTLP messages. Never fails: a field that cannot be read keeps its default.</summary>
public static class OtlpDecoder
{
    /// <summary>Decodes an OTLP Span message.</summary>
    public static SpanData Span(ReadOnlySpan<byte> bytes)
    {
        TraceId traceId = default;
        SpanId spanId = default, parent = default;
        string? state = null, message = null;
        var name = "";
        var kind = SpanKind.Unspecified;
        var status = SpanStatus.Unset;
        ulong start = 0, end = 0;
        uint flags = 0;
        int droppedTags = 0, droppedEvents = 0, droppedLinks = 0;
        var tags = ImmutableArray.CreateBuilder<Tag>();
        var events = ImmutableArray.CreateBuilder<SpanEvent>();
        var links = ImmutableArray.CreateBuilder<SpanLink>();

        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (F.Span.TraceId, ProtoWire.Bytes): TraceId.TryRead(reader.Content, out traceId); break;
                case (F.Span.SpanId, ProtoWire.Bytes): SpanId.TryRead(reader.Content, out spanId); break;
                case (F.Span.ParentSpanId, ProtoWire.Bytes): SpanId.TryRead(reader.Content, out parent); break;
                case (F.Span.TraceState, ProtoWire.Bytes): state = Text(reader.Content); break;
                case (F.Span.Name, ProtoWire.Bytes): name = Text(reader.Content); break;
                case (F.Span.Kind, ProtoWire.Varint): kind = OtlpEnums.KindOf(reader.Number); break;
                case (F.Span.Start, ProtoWire.Fixed64): start = reader.Number; break;
                case (F.Span.End, ProtoWire.Fixed64): end = reader.Number; break;
                case (F.Span.Attributes, ProtoWire.Bytes): tags.Add(OtlpValueDecoder.Pair(reader.Content)); break;
                case (F.Span.DroppedAttributes, ProtoWire.Varint): droppedTags = (int)reader.Number; break;
                case (F.Span.Events, ProtoWire.Bytes): events.Add(Event(reader.Content)); break;
                case (F.Span.DroppedEvents, ProtoWire.Varint): droppedEvents = (int)reader.Number; break;
                case (F.Span.Links, ProtoWire.Bytes): links.Add(Link(reader.Content)); break;
                case (F.Span.DroppedLinks, ProtoWire.Varint): droppedLinks = (int)reader.Number; break;
                case (F.Span.Status, ProtoWire.Bytes): (status, message) = Status(reader.Content); break;
                case (F.Span.Flags, ProtoWire.Fixed32): flags = (uint)reader.Number; break;
            }
        }
        return new SpanData
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = parent,
            TraceState = state,
            Flags = flags,
            Name = name,
            Kind = kind,
            StartUnixNanos = start,
            EndUnixNanos = end,
            Tags = tags.DrainToImmutable(),
            DroppedTags = droppedTags,
            Events = events.DrainToImmutable(),
            DroppedEvents = droppedEvents,
            Links = links.DrainToImmutable(),
            DroppedLinks = droppedLinks,
            Status = status,
            StatusMessage = message,
        };
    }

    /// <summary>Returns the attributes of a message that has them under the given field number.</summary>
    public static ImmutableArray<Tag> Tags(ReadOnlySpan<byte> message, int field)
    {
        var tags = ImmutableArray.CreateBuilder<Tag>();
        var reader = new ProtoReader(message);
        while (reader.Next())
            if (reader.Is(field, ProtoWire.Bytes))
                tags.Add(OtlpValueDecoder.Pair(reader.Content));
        return tags.DrainToImmutable();
    }

    /// <summary>Returns a string field of a message, or the empty string.</summary>
    public static string Text(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
            if (reader.Is(field, ProtoWire.Bytes))
                return Text(reader.Content);
        return "";
    }

    /// <summary>Returns a varint field of a message, or zero.</summary>
    public static int Number(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
            if (reader.Is(field, ProtoWire.Varint))
                return (int)reader.Number;
        return 0;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static SpanEvent Event(ReadOnlySpan<byte> bytes)
    {
        ulong time = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
            if (reader.Is(F.Event.Time, ProtoWire.Fixed64))
                time = reader.Number;
        return new SpanEvent(time, Text(bytes, F.Event.Name), Tags(bytes, F.Event.Attributes),
            Number(bytes, F.Event.DroppedAttributes));
    }

    private static SpanLink Link(ReadOnlySpan<byte> bytes)
    {
        TraceId traceId = default;
        SpanId spanId = default;
        string? state = null;
        uint flags = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (F.Link.TraceId, ProtoWire.Bytes): TraceId.TryRead(reader.Content, out traceId); break;
                case (F.Link.SpanId, ProtoWire.Bytes): SpanId.TryRead(reader.Content, out spanId); break;
                case (F.Link.TraceState, ProtoWire.Bytes): state = Text(reader.Content); break;
                case (F.Link.Flags, ProtoWire.Fixed32): flags = (uint)reader.Number; break;
            }
        }
        return new SpanLink(traceId, spanId, state, flags, Tags(bytes, F.Link.Attributes),
            Number(bytes, F.Link.DroppedAttributes));
    }

    private static (SpanStatus, string?) Status(ReadOnlySpan<byte> bytes)
    {
        var text = Text(bytes, F.Status.Message);
        return (OtlpEnums.StatusOf((ulong)Number(bytes, F.Status.Code)), text.Length == 0 ? null : text);
    }
}
