namespace Tracing.Actors.Sending;

public sealed class RoutingTests() : RoutingLaws(TraceForm.Explicit);
