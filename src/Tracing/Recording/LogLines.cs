namespace Tracing;

/// <summary>Log lines as events of the span that they are written in.</summary>
public static class LogLines
{
    /// <summary>Characters of a line that a span takes; a dump of a document belongs elsewhere.</summary>
    public const int MaxText = 8_192;

    /// <summary>Records a line as the event <c>log</c>, with severity, text and source, and type and message of an
    /// exception.</summary>
    /// <param name="severity">TRACE, DEBUG, INFO, WARN, ERROR or FATAL.</param>
    /// <param name="source">Who writes: the logger's category, the actor's path.</param>
    /// <remarks>Names: OpenTelemetry, "Logs data model: severity text" and semantic conventions, "Exceptions".</remarks>
    public static Span AddLogLine(this Span span, string severity, string text, string source, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(span);
        if (!span.IsRecording) return span;
        text ??= "";
        if (text.Length > MaxText) text = text[..MaxText];
        if (cause is null)
            return span.AddEvent("log", new("log.severity", severity), new("log.message", text), new("log.source", source));
        return span.AddEvent("log", new("log.severity", severity), new("log.message", text), new("log.source", source),
            new("exception.type", cause.GetType().FullName), new("exception.message", ExceptionText.Of(cause).Message));
    }
}
