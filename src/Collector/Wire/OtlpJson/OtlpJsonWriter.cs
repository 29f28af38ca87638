using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.OtlpJson;

/// <summary>Writes spans as OTLP/JSON (OTLP specification, "JSON Protobuf Encoding").</summary>
/// <remarks>Ids are written as hex, other bytes as base64, 64-bit integers as decimal strings, and enums as numbers;
/// defaults are left out.</remarks>
public static class OtlpJsonWriter
{
    /// <summary>Writes a TracesData object: <c>{"resourceSpans":[…]}</c>.</summary>
    public static void Write(Utf8JsonWriter to, IEnumerable<RawSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.WriteStartObject();
        WriteResourceSpans(to, "resourceSpans", spans);
        to.WriteEndObject();
    }

    /// <summary>Writes the array alone, under a given name; Tempo calls it <c>batches</c>.</summary>
    public static void WriteResourceSpans(Utf8JsonWriter to, string property, IEnumerable<RawSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.WriteStartArray(property);
        foreach (var group in SpanGroups.Of(spans))
        {
            to.WriteStartObject();
            to.WriteStartObject("resource");
            Tags(to, OtlpDecoder.Tags(group.Origin.Resource.Span, F.Resource.Attributes));
            Count(to, "droppedAttributesCount", OtlpDecoder.Number(group.Origin.Resource.Span, F.Resource.DroppedAttributes));
            to.WriteEndObject();
            to.WriteStartArray("scopeSpans");
            foreach (var scope in group.Scopes) Scope(to, scope);
            to.WriteEndArray();
            Text(to, "schemaUrl", group.Origin.ResourceSchemaUrl);
            to.WriteEndObject();
        }
        to.WriteEndArray();
    }

    private static void Scope(Utf8JsonWriter to, ScopeGroup group)
    {
        var scope = group.Origin.Scope.Span;
        to.WriteStartObject();
        to.WriteStartObject("scope");
        Text(to, "name", OtlpDecoder.Text(scope, F.Scope.Name));
        Text(to, "version", OtlpDecoder.Text(scope, F.Scope.Version));
        Tags(to, OtlpDecoder.Tags(scope, F.Scope.Attributes));
        Count(to, "droppedAttributesCount", OtlpDecoder.Number(scope, F.Scope.DroppedAttributes));
        to.WriteEndObject();
        to.WriteStartArray("spans");
        foreach (var span in group.Spans) Span(to, OtlpDecoder.Span(span.Bytes.Span));
        to.WriteEndArray();
        Text(to, "schemaUrl", group.Origin.ScopeSchemaUrl);
        to.WriteEndObject();
    }

    private static void Span(Utf8JsonWriter to, SpanData span)
    {
        to.WriteStartObject();
        to.WriteString("traceId", span.TraceId.ToString());
        to.WriteString("spanId", span.SpanId.ToString());
        Text(to, "traceState", span.TraceState);
        if (!span.ParentSpanId.IsNone) to.WriteString("parentSpanId", span.ParentSpanId.ToString());
        if (span.Flags != 0) to.WriteNumber("flags", span.Flags);
        to.WriteString("name", span.Name);
        to.WriteNumber("kind", (int)span.Kind);
        Nanos(to, "startTimeUnixNano", span.StartUnixNanos);
        Nanos(to, "endTimeUnixNano", span.EndUnixNanos);
        Tags(to, span.Tags);
        Count(to, "droppedAttributesCount", span.DroppedTags);
        Events(to, span);
        Links(to, span);
        to.WriteStartObject("status");
        Text(to, "message", span.StatusMessage);
        if (span.Status != SpanStatus.Unset) to.WriteNumber("code", (int)span.Status);
        to.WriteEndObject();
        to.WriteEndObject();
    }

    private static void Events(Utf8JsonWriter to, SpanData span)
    {
        if (!span.Events.IsEmpty)
        {
            to.WriteStartArray("events");
            foreach (var happened in span.Events)
            {
                to.WriteStartObject();
                Nanos(to, "timeUnixNano", happened.UnixNanos);
                to.WriteString("name", happened.Name);
                Tags(to, happened.Tags);
                Count(to, "droppedAttributesCount", happened.DroppedTags);
                to.WriteEndObject();
            }
            to.WriteEndArray();
        }
        Count(to, "droppedEventsCount", span.DroppedEvents);
    }

    private static void Links(Utf8JsonWriter to, SpanData span)
    {
        if (!span.Links.IsEmpty)
        {
            to.WriteStartArray("links");
            foreach (var link in span.Links)
            {
                to.WriteStartObject();
                to.WriteString("traceId", link.TraceId.ToString());
                to.WriteString("spanId", link.SpanId.ToString());
                Text(to, "traceState", link.TraceState);
                Tags(to, link.Tags);
                Count(to, "droppedAttributesCount", link.DroppedTags);
                if (link.Flags != 0) to.WriteNumber("flags", link.Flags);
                to.WriteEndObject();
            }
            to.WriteEndArray();
        }
        Count(to, "droppedLinksCount", span.DroppedLinks);
    }

    private static void Tags(Utf8JsonWriter to, ImmutableArray<Tag> tags)
    {
        if (tags.IsEmpty) return;
        to.WriteStartArray("attributes");
        foreach (var tag in tags) OtlpJsonValue.WritePair(to, tag);
        to.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter to, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) to.WriteString(name, text);
    }

    private static void Count(Utf8JsonWriter to, string name, int count)
    {
        if (count != 0) to.WriteNumber(name, (uint)count);
    }

    private static void Nanos(Utf8JsonWriter to, string name, ulong nanos) =>
        to.WriteString(name, nanos.ToString(CultureInfo.InvariantCulture));
}
