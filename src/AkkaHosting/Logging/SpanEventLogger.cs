using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting;

/// <summary>Writes the lines of one category into the running span.</summary>
internal sealed class SpanEventLogger(string category, LogLevel from) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel >= from && logLevel != LogLevel.None && Span.Current is { IsRecording: true };

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel)) return;
        var severity = logLevel switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Information => "INFO",
            LogLevel.Warning => "WARN",
            LogLevel.Error => "ERROR",
            _ => "FATAL",
        };
        Span.Current?.AddLogLine(severity, formatter(state, exception), category, exception);
    }
}
