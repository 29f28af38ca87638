using Akka.Event;

namespace Tracing.Actors;

/// <summary>Writes the ids of the running span into a log line, and the line into the span, on the thread that
/// logs.</summary>
/// <remarks>Any thread. Nothing here throws into the code that logs.</remarks>
internal sealed class SpanLog(LogSettings settings)
{
    /// <summary>Stamps a log event on its way to the loggers.</summary>
    /// <remarks>A stamped event stays as it is.</remarks>
    public void Stamp(LogEvent line)
    {
        if (line.Message is TracedLogMessage || Span.Current is not { Context.IsValid: true } span) return;
        try
        {
            Attach(span, line.LogLevel(), line.Message, line.LogSource, line.Cause);
            if (settings.CarriesIds) LogEventAccess.Stamp(line, span.Context);
        }
#pragma warning disable CA1031 // A message's ToString is the user's code.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The line goes out as it was written.
        }
    }

    /// <summary>Stamps the message of a line that is not an event yet.</summary>
    public object Stamp(LogLevel level, object message, string source, Exception? cause)
    {
        if (Span.Current is not { Context.IsValid: true } span) return message;
        try
        {
            Attach(span, level, message, source, cause);
            return settings.CarriesIds ? new TracedLogMessage(message, span.Context) : message;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return message;
        }
    }

    private void Attach(Span span, LogLevel level, object message, string source, Exception? cause)
    {
        if (settings.AttachFrom is not { } from || level < from || !span.IsRecording) return;
        var severity = level switch
        {
            LogLevel.DebugLevel => "DEBUG",
            LogLevel.InfoLevel => "INFO",
            LogLevel.WarningLevel => "WARN",
            _ => "ERROR",
        };
        span.AddLogLine(severity, message?.ToString() ?? "", source, cause);
    }
}
