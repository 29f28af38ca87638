using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Writes a span with all that it has, in lines.</summary>
internal static class SpanText
{
    public static IEnumerable<string> Lines(TraceSpan traced, KeptTrace trace)
    {
        var (span, origin) = (traced.Span, traced.Origin);
        var begin = trace.Summary.StartUnixNanos;
        yield return $"span {span.SpanId}  {LineText.Of(span.Name)}";
        yield return $"service {LineText.Of(origin.Service)}, kind {span.Kind.ToString().ToLowerInvariant()}, scope "
            + LineText.Of($"{origin.ScopeName} {origin.ScopeVersion}").Trim();
        yield return span.ParentSpanId.IsNone ? "no parent" : $"parent {span.ParentSpanId}";
        yield return $"start {TraceLine.Time(span.StartUnixNanos)} ({After(begin, span.StartUnixNanos)}), "
            + $"duration {Nanos.Text(span.DurationNanos)}";
        yield return $"status {span.Status.ToString().ToLowerInvariant()}"
            + (span.StatusMessage is { Length: > 0 } message ? $": {LineText.Of(message)}" : "");
        foreach (var line in Tags("attributes", span.Tags, "  ")) yield return line;
        foreach (var happened in span.Events)
        {
            var title = $"event {LineText.Of(happened.Name)} ({After(begin, happened.UnixNanos)})";
            foreach (var line in Tags(title, happened.Tags, "  ", isAlways: true)) yield return line;
        }
        foreach (var link in span.Links)
        {
            var title = $"link to trace {link.TraceId} span {link.SpanId}";
            foreach (var line in Tags(title, link.Tags, "  ", isAlways: true)) yield return line;
        }
        foreach (var line in Tags("resource", origin.ResourceTags(), "  ")) yield return line;
    }

    private static IEnumerable<string> Tags(
        string title, ImmutableArray<Tag> tags, string indent, bool isAlways = false)
    {
        if (isAlways || !tags.IsEmpty) yield return title;
        foreach (var tag in tags)
        {
            // A stack trace keeps its lines.
            var lines = tag.Value.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            yield return $"{indent}{LineText.Of(tag.Key)} = {LineText.Of(lines[0])}";
            foreach (var line in lines.Skip(1)) yield return $"{indent}  {LineText.Of(line)}";
        }
    }

    private static string After(ulong begin, ulong time) =>
        time < begin ? $"{Nanos.Text(begin - time)} before the trace" : $"+{Nanos.Text(time - begin)}";
}
