using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Tracing.AkkaHosting;

/// <summary>Adds traces to Microsoft.Extensions.Logging.</summary>
public static class TracingLogging
{
    /// <summary>Gives every line that is written in a span a scope with its <c>TraceId</c> and <c>SpanId</c>; loggers
    /// that print scopes show them.</summary>
    /// <param name="attachFrom">The lowest level at which a line also becomes an event of its span; None: no line
    /// does.</param>
    /// <remarks>Replaces .NET's own ids of activities (ActivityTrackingOptions); the ids of a current activity are
    /// still there.</remarks>
    public static ILoggingBuilder AddTraceIds(this ILoggingBuilder builder, LogLevel attachFrom = LogLevel.None)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IExternalScopeProvider, TraceScopes>());
        if (attachFrom != LogLevel.None) builder.AddProvider(new SpanEventProvider(attachFrom));
        return builder;
    }
}
