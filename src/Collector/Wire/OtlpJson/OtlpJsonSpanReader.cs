using System.Collections.Immutable;
using System.Text.Json;
using Tracing.Wire.Json;

namespace Tracing.Wire.OtlpJson;

/// <summary>Reads one span of OTLP/JSON with its events, links and status. Unknown fields are ignored.</summary>
internal static class OtlpJsonSpanReader
{
    public static SpanData Span(this JsonReading reading, JsonElement span)
    {
        var read = new SpanData { TraceId = default, SpanId = default };
        foreach (var property in span.EnumerateObject())
        {
            var (name, value) = (JsonStrings.NameOf(property), property.Value);
            read = name switch
            {
                "traceId" or "trace_id" => read with { TraceId = reading.TraceId(name, value) },
                "spanId" or "span_id" => read with { SpanId = reading.SpanId(name, value) },
                "parentSpanId" or "parent_span_id" => read with { ParentSpanId = reading.SpanId(name, value) },
                "traceState" or "trace_state" => read with { TraceState = reading.Text(name, value) },
                "flags" => read with { Flags = reading.UInt(name, value) },
                "name" => read with { Name = reading.Text(name, value) },
                "kind" => read with { Kind = (SpanKind)reading.Enum<SpanKind>(name, value, "SPAN_KIND_") },
                "startTimeUnixNano" or "start_time_unix_nano" =>
                    read with { StartUnixNanos = reading.Nanos(name, value) },
                "endTimeUnixNano" or "end_time_unix_nano" =>
                    read with { EndUnixNanos = reading.Nanos(name, value) },
                "attributes" => read with { Tags = reading.Tags(name, value) },
                "droppedAttributesCount" or "dropped_attributes_count" =>
                    read with { DroppedTags = (int)reading.UInt(name, value) },
                "events" => read with { Events = reading.Events(name, value) },
                "droppedEventsCount" or "dropped_events_count" =>
                    read with { DroppedEvents = (int)reading.UInt(name, value) },
                "links" => read with { Links = reading.Links(name, value) },
                "droppedLinksCount" or "dropped_links_count" =>
                    read with { DroppedLinks = (int)reading.UInt(name, value) },
                "status" => reading.Status(name, value, read),
                _ => read,
            };
        }
        return read;
    }

    private static ImmutableArray<SpanEvent> Events(this JsonReading reading, string field, JsonElement values)
    {
        var events = ImmutableArray.CreateBuilder<SpanEvent>();
        foreach (var (index, item) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            var read = new SpanEvent(0, "", []);
            foreach (var property in item.EnumerateObject())
            {
                var (name, value) = (JsonStrings.NameOf(property), property.Value);
                read = name switch
                {
                    "timeUnixNano" or "time_unix_nano" => read with { UnixNanos = reading.Nanos(name, value) },
                    "name" => read with { Name = reading.Text(name, value) },
                    "attributes" => read with { Tags = reading.Tags(name, value) },
                    "droppedAttributesCount" or "dropped_attributes_count" =>
                        read with { DroppedTags = (int)reading.UInt(name, value) },
                    _ => read,
                };
            }
            events.Add(read);
            reading.Leave();
        }
        return events.DrainToImmutable();
    }

    private static ImmutableArray<SpanLink> Links(this JsonReading reading, string field, JsonElement values)
    {
        var links = ImmutableArray.CreateBuilder<SpanLink>();
        foreach (var (index, item) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            var read = new SpanLink(default, default, null, 0, []);
            foreach (var property in item.EnumerateObject())
            {
                var (name, value) = (JsonStrings.NameOf(property), property.Value);
                read = name switch
                {
                    "traceId" or "trace_id" => read with { TraceId = reading.TraceId(name, value) },
                    "spanId" or "span_id" => read with { SpanId = reading.SpanId(name, value) },
                    "traceState" or "trace_state" => read with { TraceState = reading.Text(name, value) },
                    "attributes" => read with { Tags = reading.Tags(name, value) },
                    "droppedAttributesCount" or "dropped_attributes_count" =>
                        read with { DroppedTags = (int)reading.UInt(name, value) },
                    "flags" => read with { Flags = reading.UInt(name, value) },
                    _ => read,
                };
            }
            links.Add(read);
            reading.Leave();
        }
        return links.DrainToImmutable();
    }

    private static SpanData Status(this JsonReading reading, string field, JsonElement status, SpanData span)
    {
        if (!reading.Expect(field, status, JsonValueKind.Object)) return span;
        reading.Enter(field);
        foreach (var property in status.EnumerateObject())
        {
            if (JsonStrings.IsNamed(property, "message"u8))
                span = span with { StatusMessage = reading.Text("message", property.Value) };
            else if (JsonStrings.IsNamed(property, "code"u8))
            {
                var code = reading.Enum<SpanStatus>("code", property.Value, "STATUS_CODE_");
                span = span with { Status = (SpanStatus)code };
            }
        }
        reading.Leave();
        return span;
    }
}
