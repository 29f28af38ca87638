namespace Tracing;

/// <summary>Implemented by a class whose decorated methods are spans of a service of its own (the tutorial's
/// <c>service_name</c>).</summary>
/// <remarks>In other classes, a child belongs to its parent's service and a root to
/// <see cref="Tracer.Default"/>.</remarks>
public interface ITracedService
{
    Tracer Tracer { get; }
}
