using System.Collections.Immutable;

namespace Tracing.Wire;

/// <summary>Writes every field of a span as text, so that differences between two spans can be read.</summary>
internal static class SpanText
{
    public static string Of(SpanData span) => string.Join('\n',
        $"{span.TraceId} {span.SpanId} {span.ParentSpanId} state={span.TraceState} flags={span.Flags:x}",
        $"{span.Name} {span.Kind} {span.StartUnixNanos} {span.EndUnixNanos}",
        $"{span.Status} {span.StatusMessage} dropped {span.DroppedTags} {span.DroppedEvents} {span.DroppedLinks}",
        Of(span.Tags),
        string.Join('\n', span.Events.Select(e => $"event {e.UnixNanos} {e.Name} {e.DroppedTags} {Of(e.Tags)}")),
        string.Join('\n', span.Links.Select(
            l => $"link {l.TraceId} {l.SpanId} {l.TraceState} {l.Flags:x} {l.DroppedTags} {Of(l.Tags)}")));

    private static string Of(ImmutableArray<Tag> tags) => string.Join(';', tags.Select(t => $"{t.Key}={Of(t.Value)}"));

    private static string Of(TagValue value) => value.Kind switch
    {
        TagKind.Array => $"[{string.Join(',', value.AsArray.ToArray().Select(Of))}]",
        TagKind.Map => $"{{{string.Join(',', value.AsMap.ToArray().Select(t => $"{t.Key}={Of(t.Value)}"))}}}",
        _ => $"{value.Kind}:{value}",
    };
}
