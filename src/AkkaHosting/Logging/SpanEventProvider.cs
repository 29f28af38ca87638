using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting;

/// <summary>Makes each log line an event of the span in which it is written.</summary>
[ProviderAlias("Spans")]
internal sealed class SpanEventProvider(LogLevel from) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new SpanEventLogger(categoryName, from);

    public void Dispose()
    {
        // Holds nothing.
    }
}
