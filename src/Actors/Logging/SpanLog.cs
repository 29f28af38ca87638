using Akka.Event;

namespace Tracing.Actors;

/// <summary>Writes the ids of the running span into a log line, and the line into the span, on the thread that
/// logs.</summary>
/// <remarks>Any thread. Nothing here throws into the code that logs.</remarks>
internal sealed class SpanLog(LogSettings settings)
{
    /// <summary>Stamps a log event on its way to the loggers.</summary>
    /// <remarks>The ids go beside the text, so that the text reads and matches as it was written.</remarks>
    public void Stamp(LogEvent line)
    {
        if (Span.Current is not { Context.IsValid: true } span) return;
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

    /// <summary>Returns a logger that writes one line of the running code with its span's ids.</summary>
    public ILoggingAdapter Stamp(ILoggingAdapter to, LogLevel level, object message, string source, Exception? cause)
    {
        if (Span.Current is not { Context.IsValid: true } span) return to;
        try
        {
            Attach(span, level, message, source, cause);
            return settings.CarriesIds
                ? to.WithContext(LogEventAccess.TraceIdKey, span.Context.TraceId.ToString())
                    .WithContext(LogEventAccess.SpanIdKey, span.Context.SpanId.ToString())
                : to;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return to;
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
