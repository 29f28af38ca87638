namespace Tracing;

/// <summary>A class whose decorated methods are spans of its own service (the tutorial's
/// <c>service_name</c>).</summary>
/// <remarks>Without it, a child belongs to its parent's service and a root to <see cref="Tracer.Default"/>.</remarks>
public interface ITracedService
{
    Tracer Tracer { get; }
}
