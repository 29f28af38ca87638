using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>A span as it was recorded, before anything happened to it on its way.</summary>
/// <param name="Node">The process that recorded it.</param>
/// <param name="EndsAt">Time since the simulation's start, by the true clock.</param>
internal sealed record TrueSpan(RawSpan Raw, int Node, TimeSpan EndsAt)
{
    public (TraceId, SpanId) Key => (Raw.TraceId, Raw.SpanId);
}
