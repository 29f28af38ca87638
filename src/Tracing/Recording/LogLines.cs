namespace Tracing;

/// <summary>Records log lines as events of the span in which they are written.</summary>
public static class LogLines
{
    /// <summary>Characters of a line that are recorded; the rest is cut.</summary>
    public const int MaxText = 8_192;

    /// <summary>Records a line as the event <c>log</c>, with severity, text and source, and the type and message of an
    /// exception.</summary>
    /// <param name="severity">TRACE, DEBUG, INFO, WARN, ERROR or FATAL.</param>
    /// <param name="source">The writer: the logger's category or the actor's path.</param>
    /// <remarks>Names: OpenTelemetry, "Logs data model: severity text" and semantic conventions,
    /// "Exceptions".</remarks>
    public static Span AddLogLine(this Span span, string severity, string text, string source, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(span);
        if (!span.IsRecording) return span;
        text ??= "";
        if (text.Length > MaxText) text = text[..MaxText];
        ReadOnlySpan<Tag> line =
            [new("log.severity", severity), new("log.message", text), new("log.source", source)];
        if (cause is null) return span.AddEvent("log", line);
        return span.AddEvent("log", [.. line, new("exception.type", cause.GetType().FullName),
            new("exception.message", ExceptionText.Of(cause).Message)]);
    }
}
