using System.Text.Json;
using Tracing.Otlp.Proto;
using Tracing.Wire.Json;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.OtlpJson;

/// <summary>Writes spans of OTLP/JSON as protobuf, with their events, links and status. Unknown fields are
/// ignored.</summary>
/// <remarks>One owner. Fields are written in the order of their numbers, whatever their order in the JSON.</remarks>
internal sealed class OtlpJsonSpanReader(JsonReading reading, ProtoWriter to)
{
    private static readonly JsonMembers _span = JsonMembers.OfMessage(
        (F.Span.TraceId, "traceId"), (F.Span.SpanId, "spanId"), (F.Span.TraceState, "traceState"),
        (F.Span.ParentSpanId, "parentSpanId"), (F.Span.Name, "name"), (F.Span.Kind, "kind"),
        (F.Span.Start, "startTimeUnixNano"), (F.Span.End, "endTimeUnixNano"), (F.Span.Attributes, "attributes"),
        (F.Span.DroppedAttributes, "droppedAttributesCount"), (F.Span.Events, "events"),
        (F.Span.DroppedEvents, "droppedEventsCount"), (F.Span.Links, "links"),
        (F.Span.DroppedLinks, "droppedLinksCount"), (F.Span.Status, "status"), (F.Span.Flags, "flags"));

    private static readonly JsonMembers _event = JsonMembers.OfMessage(
        (F.Event.Time, "timeUnixNano"), (F.Event.Name, "name"), (F.Event.Attributes, "attributes"),
        (F.Event.DroppedAttributes, "droppedAttributesCount"));

    private static readonly JsonMembers _link = JsonMembers.OfMessage(
        (F.Link.TraceId, "traceId"), (F.Link.SpanId, "spanId"), (F.Link.TraceState, "traceState"),
        (F.Link.Attributes, "attributes"), (F.Link.DroppedAttributes, "droppedAttributesCount"),
        (F.Link.Flags, "flags"));

    private static readonly JsonMembers _status =
        JsonMembers.OfMessage((F.Status.Message, "message"), (F.Status.Code, "code"));

    private readonly JsonElement[] _ofSpan = _span.MakeRoom();
    private readonly JsonElement[] _ofEvent = _event.MakeRoom();
    private readonly JsonElement[] _ofLink = _link.MakeRoom();
    private readonly JsonElement[] _ofStatus = _status.MakeRoom();

    public void Span(JsonElement span)
    {
        _span.Read(span, _ofSpan);
        var message = to.Begin(F.ScopeSpans.Spans);
        to.TraceId(F.Span.TraceId, reading.TraceId("traceId", _ofSpan[F.Span.TraceId]));
        to.SpanId(F.Span.SpanId, reading.SpanId("spanId", _ofSpan[F.Span.SpanId]));
        reading.Text("traceState", _ofSpan[F.Span.TraceState], to, F.Span.TraceState);
        to.SpanId(F.Span.ParentSpanId, reading.SpanId("parentSpanId", _ofSpan[F.Span.ParentSpanId]));
        reading.Text("name", _ofSpan[F.Span.Name], to, F.Span.Name);
        to.Number(F.Span.Kind, reading.Enum<SpanKind>("kind", _ofSpan[F.Span.Kind], "SPAN_KIND_"));
        to.Fixed64(F.Span.Start, reading.Nanos("startTimeUnixNano", _ofSpan[F.Span.Start]));
        to.Fixed64(F.Span.End, reading.Nanos("endTimeUnixNano", _ofSpan[F.Span.End]));
        reading.Tags("attributes", _ofSpan[F.Span.Attributes], to, F.Span.Attributes);
        Dropped("droppedAttributesCount", _ofSpan[F.Span.DroppedAttributes], F.Span.DroppedAttributes);
        Events("events", _ofSpan[F.Span.Events]);
        Dropped("droppedEventsCount", _ofSpan[F.Span.DroppedEvents], F.Span.DroppedEvents);
        Links("links", _ofSpan[F.Span.Links]);
        Dropped("droppedLinksCount", _ofSpan[F.Span.DroppedLinks], F.Span.DroppedLinks);
        Status("status", _ofSpan[F.Span.Status]);
        to.Fixed32(F.Span.Flags, reading.UInt("flags", _ofSpan[F.Span.Flags]));
        to.End(message);
    }

    private void Events(string field, JsonElement values)
    {
        foreach (var (index, item) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            _event.Read(item, _ofEvent);
            var message = to.Begin(F.Span.Events);
            to.Fixed64(F.Event.Time, reading.Nanos("timeUnixNano", _ofEvent[F.Event.Time]));
            reading.Text("name", _ofEvent[F.Event.Name], to, F.Event.Name);
            reading.Tags("attributes", _ofEvent[F.Event.Attributes], to, F.Event.Attributes);
            Dropped("droppedAttributesCount", _ofEvent[F.Event.DroppedAttributes], F.Event.DroppedAttributes);
            to.End(message);
            reading.Leave();
        }
    }

    private void Links(string field, JsonElement values)
    {
        foreach (var (index, item) in reading.Items(field, values))
        {
            if (!reading.CountsItem()) break;
            reading.Enter(field, index);
            _link.Read(item, _ofLink);
            var message = to.Begin(F.Span.Links);
            to.TraceId(F.Link.TraceId, reading.TraceId("traceId", _ofLink[F.Link.TraceId]));
            to.SpanId(F.Link.SpanId, reading.SpanId("spanId", _ofLink[F.Link.SpanId]));
            reading.Text("traceState", _ofLink[F.Link.TraceState], to, F.Link.TraceState);
            reading.Tags("attributes", _ofLink[F.Link.Attributes], to, F.Link.Attributes);
            Dropped("droppedAttributesCount", _ofLink[F.Link.DroppedAttributes], F.Link.DroppedAttributes);
            to.Fixed32(F.Link.Flags, reading.UInt("flags", _ofLink[F.Link.Flags]));
            to.End(message);
            reading.Leave();
        }
    }

    private void Status(string field, JsonElement status)
    {
        if (!reading.Expect(field, status, JsonValueKind.Object)) return;
        reading.Enter(field);
        _status.Read(status, _ofStatus);
        var begin = to.Length;
        var message = to.Begin(F.Span.Status);
        reading.Text("message", _ofStatus[F.Status.Message], to, F.Status.Message);
        to.Number(F.Status.Code, reading.Enum<SpanStatus>("code", _ofStatus[F.Status.Code], "STATUS_CODE_"));
        // An empty status says no more than none.
        if (to.Length == message) to.Truncate(begin);
        else to.End(message);
        reading.Leave();
    }

    private void Dropped(string field, JsonElement value, int number) =>
        to.Number(number, (int)reading.UInt(field, value));
}
