using System.Collections.Immutable;
using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Otlp;

/// <summary>Writes one span as an OTLP Span message, from a finished span of the recorder or from decoded
/// data.</summary>
internal static class OtlpSpanWriter
{
    /// <summary>Writes a finished span. Its marks and its number of children become attributes
    /// (<see cref="TracingTags"/>).</summary>
    public static void Write(ProtoWriter to, int field, in FinishedSpan span)
    {
        var message = to.Begin(field);
        var context = span.Context;
        Head(to, context.TraceId, context.SpanId, context.TraceState, context.ParentSpanId, span.Name, span.Kind,
            span.StartUnixNanos, span.EndUnixNanos);
        OtlpValueWriter.Tags(to, F.Span.Attributes, span.Tags);
        OtlpValueWriter.Pair(to, F.Span.Attributes, TracingTags.Children, span.Children);
        if (span.MailboxWaitNanos >= 0)
            OtlpValueWriter.Pair(to, F.Span.Attributes, TracingTags.MailboxWaitNanos, span.MailboxWaitNanos);
        if ((span.Marks & SpanMarks.OnWire) != 0) Marks(to, span.Marks);
        if (span.Tracer.Recorder.NotesBaggage) Baggage(to, context.Baggage);

        var details = span.Details;
        to.Number(F.Span.DroppedAttributes, details?.DroppedTags ?? 0);
        Events(to, details?.Events ?? []);
        to.Number(F.Span.DroppedEvents, details?.DroppedEvents ?? 0);
        Links(to, details?.Links ?? []);
        to.Number(F.Span.DroppedLinks, details?.DroppedLinks ?? 0);
        Status(to, span.Status, details?.StatusMessage);
        to.Fixed32(F.Span.Flags, Flags(context.Flags, span.Marks));
        to.End(message);
    }

    public static void Write(ProtoWriter to, int field, SpanData span)
    {
        var message = to.Begin(field);
        Head(to, span.TraceId, span.SpanId, span.TraceState, span.ParentSpanId, span.Name, span.Kind,
            span.StartUnixNanos, span.EndUnixNanos);
        OtlpValueWriter.Tags(to, F.Span.Attributes, span.Tags.AsSpan());
        to.Number(F.Span.DroppedAttributes, span.DroppedTags);
        Events(to, span.Events);
        to.Number(F.Span.DroppedEvents, span.DroppedEvents);
        Links(to, span.Links);
        to.Number(F.Span.DroppedLinks, span.DroppedLinks);
        Status(to, span.Status, span.StatusMessage);
        to.Fixed32(F.Span.Flags, span.Flags);
        to.End(message);
    }

    private static void Head(ProtoWriter to, TraceId traceId, SpanId spanId, string? traceState, SpanId parent,
        string name, SpanKind kind, ulong start, ulong end)
    {
        to.TraceId(F.Span.TraceId, traceId);
        to.SpanId(F.Span.SpanId, spanId);
        to.String(F.Span.TraceState, traceState);
        to.SpanId(F.Span.ParentSpanId, parent);
        to.String(F.Span.Name, name);
        to.Number(F.Span.Kind, (long)kind);
        to.Fixed64(F.Span.Start, start);
        to.Fixed64(F.Span.End, end);
    }

    private static void Marks(ProtoWriter to, SpanMarks marks)
    {
        foreach (var (mark, key) in TracingTags.OfMarks)
            if ((marks & mark) != 0) OtlpValueWriter.Pair(to, F.Span.Attributes, key, true);
    }

    private static void Baggage(ProtoWriter to, Baggage baggage)
    {
        foreach (var entry in baggage.Entries)
            OtlpValueWriter.Pair(to, F.Span.Attributes, TracingTags.BaggagePrefix + entry.Key, entry.Value);
    }

    private static uint Flags(TraceFlags known, SpanMarks marks)
    {
        var flags = (uint)known | OtlpFlags.RemotenessKnown;
        return (marks & SpanMarks.RemoteParent) != 0 ? flags | OtlpFlags.ParentIsRemote : flags;
    }

    private static void Events(ProtoWriter to, ImmutableArray<SpanEvent> events)
    {
        foreach (var happened in events)
        {
            var message = to.Begin(F.Span.Events);
            to.Fixed64(F.Event.Time, happened.UnixNanos);
            to.String(F.Event.Name, happened.Name);
            OtlpValueWriter.Tags(to, F.Event.Attributes, happened.Tags.AsSpan());
            to.Number(F.Event.DroppedAttributes, happened.DroppedTags);
            to.End(message);
        }
    }

    private static void Links(ProtoWriter to, ImmutableArray<SpanLink> links)
    {
        foreach (var link in links)
        {
            var message = to.Begin(F.Span.Links);
            to.TraceId(F.Link.TraceId, link.TraceId);
            to.SpanId(F.Link.SpanId, link.SpanId);
            to.String(F.Link.TraceState, link.TraceState);
            OtlpValueWriter.Tags(to, F.Link.Attributes, link.Tags.AsSpan());
            to.Number(F.Link.DroppedAttributes, link.DroppedTags);
            to.Fixed32(F.Link.Flags, link.Flags);
            to.End(message);
        }
    }

    private static void Status(ProtoWriter to, SpanStatus status, string? text)
    {
        if (status == SpanStatus.Unset && string.IsNullOrEmpty(text)) return;
        var message = to.Begin(F.Span.Status);
        to.String(F.Status.Message, text);
        to.Number(F.Status.Code, (long)status);
        to.End(message);
    }
}
