namespace Tracing.Actors;

/// <summary>What came with a message from another process.</summary>
/// <param name="WireNanos">From its send to its arrival, by two clocks; 0 where the sender did not say, or by its clock has
/// not sent it yet.</param>
internal sealed record ArrivedContext(TraceContext Context, long WireNanos);
