using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting.Logging;

/// <summary>A logger that keeps each line with the scopes that it was written in.</summary>
internal sealed class LinesProvider : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public List<(string Text, Dictionary<string, object?> Scope)> Lines { get; } = [];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
        // Holds nothing.
    }

    private sealed class Logger(LinesProvider owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>();
            owner._scopes?.ForEachScope(static (one, to) =>
            {
                foreach (var (key, value) in one as IEnumerable<KeyValuePair<string, object?>> ?? []) to[key] = value;
            }, scope);
            lock (owner.Lines) owner.Lines.Add((formatter(state, exception), scope));
        }
    }
}
