using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tracing.AkkaHosting;

/// <summary>Adds tracing to the health checks of an application.</summary>
public static class TracingHealthChecks
{
    /// <summary>Adds the health of the tracing of the application's actor system: whether spans reach a collector, what
    /// was lost, and what to change.</summary>
    /// <param name="failureStatus">The status when no span reaches a collector.</param>
    public static IHealthChecksBuilder AddActorTracing(this IHealthChecksBuilder builder, string name = "tracing",
        HealthStatus failureStatus = HealthStatus.Degraded, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name,
            static services => new TracingHealthCheck(services.GetRequiredService<ActorSystem>()),
            failureStatus, tags));
    }
}
