namespace Tracing.Keeping;

/// <summary>The store has the trace, but its bytes on disk are damaged and cannot be read.</summary>
public sealed class DamagedTraceException(TraceId id) : Exception($"trace {id} is damaged on disk and cannot be read")
{
    public TraceId TraceId { get; } = id;
}
