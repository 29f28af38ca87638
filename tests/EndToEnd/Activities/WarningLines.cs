using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tracing.EndToEnd.Activities;

/// <summary>Keeps the warnings of this library that an application's log gets.</summary>
internal sealed class WarningLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (IsEnabled(logLevel) && text.Contains("Tracing: ", StringComparison.Ordinal)) Lines.Enqueue(text);
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
