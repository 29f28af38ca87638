using Akka.Event;

namespace Tracing.Actors;

/// <summary>Stands before a logger, and stamps each line with the ids of the running span.</summary>
internal sealed class TracedLoggingAdapter(ILoggingAdapter inner, string source, SpanLog log) : ILoggingAdapter
{
    public ILogMessageFormatter Formatter => inner.Formatter;

    public bool IsDebugEnabled => inner.IsDebugEnabled;

    public bool IsInfoEnabled => inner.IsInfoEnabled;

    public bool IsWarningEnabled => inner.IsWarningEnabled;

    public bool IsErrorEnabled => inner.IsErrorEnabled;

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log(LogLevel logLevel, Exception? cause, LogMessage message)
    {
        if (inner.IsEnabled(logLevel)) log.Stamp(inner, logLevel, message, source, cause).Log(logLevel, cause, message);
    }

    public void Log(LogLevel logLevel, Exception? cause, string format)
    {
        if (inner.IsEnabled(logLevel)) log.Stamp(inner, logLevel, format, source, cause).Log(logLevel, cause, format);
    }
}
