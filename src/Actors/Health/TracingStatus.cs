namespace Tracing.Actors;

/// <summary>Whether tracing does what its settings ask for.</summary>
public enum TracingStatus
{
    Healthy,

    /// <summary>Something is missing or was lost, and the rest works.</summary>
    Degraded,

    /// <summary>No span reaches a collector.</summary>
    Unhealthy,
}
