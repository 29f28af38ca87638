using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting;

/// <summary>The scopes of a logger factory, with the running span as the outermost one.</summary>
/// <remarks>Loggers ask only when they write a line, so a message that logs nothing costs nothing. Any
/// thread.</remarks>
internal sealed class TraceScopes : IExternalScopeProvider
{
    private readonly LoggerExternalScopeProvider _inner = new();

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (Span.Current is { Context.IsValid: true } span) callback(new TraceScope(span.Context), state);
        _inner.ForEachScope(callback, state);
    }

    public IDisposable Push(object? state) => _inner.Push(state);
}
