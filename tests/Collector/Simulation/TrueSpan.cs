using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>A span as it really was, whatever becomes of it on its way.</summary>
/// <param name="Node">The process that recorded it.</param>
/// <param name="EndsAt">After the simulation's start, by true time.</param>
internal sealed record TrueSpan(RawSpan Raw, int Node, TimeSpan EndsAt)
{
    public (TraceId, SpanId) Key => (Raw.TraceId, Raw.SpanId);
}
