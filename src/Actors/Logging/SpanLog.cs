using Akka.Event;

namespace Tracing.Actors;

/// <summary>Brings log lines and spans together, on the thread that writes the line.</summary>
/// <remarks>Stateless but for its settings. Any thread; nothing here throws into the code that logs.</remarks>
internal sealed class SpanLog(LogSettings settings)
{
    /// <summary>Gives a log event that is on its way to a logger the ids of the running span.</summary>
    /// <remarks>One event goes to each logger; the first to get it has stamped it.</remarks>
    public void Stamp(LogEvent line)
    {
        if (line.Message is TracedLogMessage || Span.Current is not { Context.IsValid: true } span) return;
        try
        {
            Attach(span, line.LogLevel(), line.Message, line.LogSource, line.Cause);
            if (settings.CarriesIds) LogEventAccess.Stamp(line, span.Context);
        }
#pragma warning disable CA1031 // A message's ToString is the user's.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The line goes out as it was written.
        }
    }

    /// <summary>As <see cref="Stamp(LogEvent)"/>, for a line that is not an event yet.</summary>
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
