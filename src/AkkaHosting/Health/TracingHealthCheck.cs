using Akka.Actor;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracing.Actors;

namespace Tracing.AkkaHosting;

/// <summary>Reports the health of a system's tracing to ASP.NET Core's health checks.</summary>
/// <remarks>Tracing that fails is no reason to restart an application, so the worst result is the registration's
/// failure status, by default <see cref="HealthStatus.Degraded"/>.</remarks>
internal sealed class TracingHealthCheck(ActorSystem system) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var health = ActorTracing.For(system).Health;
        var data = new Dictionary<string, object>
        {
            ["waiting_spans"] = health.WaitingSpans,
            ["held_spans"] = health.HeldSpans,
            ["held_bytes"] = health.HeldBytes,
        };
        if (health.LastSuccess is { } success) data["last_success"] = success;
        foreach (var reason in health.Reasons) data[reason.Code] = reason.Count;
        var status = health.Status switch
        {
            TracingStatus.Healthy => HealthStatus.Healthy,
            TracingStatus.Degraded => HealthStatus.Degraded,
            _ => context.Registration.FailureStatus,
        };
        return Task.FromResult(new HealthCheckResult(status, health.ToString(), data: data));
    }
}
