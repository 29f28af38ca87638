using System.Collections.Immutable;

namespace Tracing.Testing;

/// <summary>Parts of spans as text, without ids and times.</summary>
internal static class SpanText
{
    public static string Quoted(string name) => $"\"{OneLine(name)}\"";

    public static string Value(TagValue value) => value.Kind switch
    {
        TagKind.String => Quoted(value.AsString ?? ""),
        TagKind.Empty => "nothing",
        _ => OneLine(value.ToString()),
    };

    // Akka.NET's and OpenTelemetry's texts write enumerations in small letters.
    public static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string Status(ProbedSpan span) =>
        span.Status == SpanStatus.Error ? $"error ({Error(span)})" : Lower(span.Status);

    /// <summary>The type of the exception, where there was one, and the message.</summary>
    public static string Error(ProbedSpan span)
    {
        var tags = span.Events.SelectMany(happened => happened.Tags);
        var type = tags.FirstOrDefault(tag => tag.Key == "exception.type").Value.AsString;
        if (type is null) return OneLine(span.StatusMessage ?? "");
        return OneLine($"{type[(type.LastIndexOf('.') + 1)..]}: {span.StatusMessage}");
    }

    /// <summary>The name, and what is unusual about the span.</summary>
    public static string Line(ProbedSpan span)
    {
        var line = OneLine(span.Name);
        if (span.IsDetached) line += "  [detached]";
        if (span.Data[TracingTags.Stashed].AsBool) line += "  [stashed]";
        if (span.Data[TracingTags.Unhandled].AsBool) line += "  [unhandled]";
        if (span.IsOpenEnded) line += "  [open-ended]";
        if (span.Undelivered is { } reason) line += $"  [undelivered: {OneLine(reason)}]";
        else if (span.Status == SpanStatus.Error) line += $"  [error: {Error(span)}]";
        return line;
    }

    public static string Tags(ImmutableArray<Tag> tags) => tags.IsEmpty
        ? " It has no tags."
        : "\nIts tags:" + Indented(tags.Select(tag => $"{tag.Key} = {Value(tag.Value)}"));

    public static string Baggage(ImmutableDictionary<string, string> baggage) => baggage.IsEmpty
        ? " It carries no baggage."
        : "\nIts baggage:" + Indented(baggage.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} = {Quoted(pair.Value)}"));

    public static string Events(ImmutableArray<SpanEvent> events) => events.IsEmpty
        ? " It has no events."
        : "\nIts events:" + Indented(events.Select(happened => Event(happened.Name, happened.Tags.AsSpan())));

    public static string Event(string name, ReadOnlySpan<Tag> tags)
    {
        var texts = new List<string>();
        // The trace of a stack has lines and line numbers that change with the code.
        foreach (var tag in tags)
            if (tag.Key != "exception.stacktrace") texts.Add($"{tag.Key} = {Value(tag.Value)}");
        return texts.Count == 0 ? Quoted(name) : $"{Quoted(name)} ({string.Join(", ", texts)})";
    }

    public static string Indented(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"\n  {line}"));

    // A name or a value is somebody's input: a line break must not draw another span.
    public static string OneLine(string text) =>
        text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]) : text;
}
