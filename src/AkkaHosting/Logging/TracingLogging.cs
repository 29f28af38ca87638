using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting;

/// <summary>Traces in Microsoft.Extensions.Logging.</summary>
public static class TracingLogging
{
    /// <summary>Gives every line that is written in a span a scope with its <c>TraceId</c> and <c>SpanId</c>; loggers
    /// that print scopes show them.</summary>
    /// <param name="attachFrom">The level from which on a line is also an event of its span; None: no line is.</param>
    /// <remarks>Takes the place of .NET's own ids of activities (ActivityTrackingOptions): a current activity's are
    /// there as well.</remarks>
    public static ILoggingBuilder AddTraceIds(this ILoggingBuilder builder, LogLevel attachFrom = LogLevel.None)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IExternalScopeProvider, TraceScopes>());
        if (attachFrom != LogLevel.None) builder.AddProvider(new SpanEventProvider(attachFrom));
        return builder;
    }
}
