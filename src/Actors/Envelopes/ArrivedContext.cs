namespace Tracing.Actors;

/// <summary>The trace context of a message from another process, and how long the message was on the wire.</summary>
/// <param name="WireNanos">Arrival by this process's clock minus send by the sender's; 0 where the sender did not say
/// when, or where its clock is ahead.</param>
internal sealed record ArrivedContext(TraceContext Context, long WireNanos);
