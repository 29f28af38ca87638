namespace Tracing.Actors;

/// <summary>The trace context of a message together with what a context does not say.</summary>
/// <param name="WireNanos">Arrival by this process's clock minus send by the sender's; 0 where the sender did not say
/// when, or where its clock is ahead, or where the message came from this process.</param>
/// <param name="BeganMonotonicNanos">When the trace began, by the clock of this process; 0: not known.</param>
internal sealed record ArrivedContext(TraceContext Context, long WireNanos, long BeganMonotonicNanos = 0);
