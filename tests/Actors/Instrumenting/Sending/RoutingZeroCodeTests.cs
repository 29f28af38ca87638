using Tracing.Actors.Sending;

namespace Tracing.Actors.Instrumenting.Sending;

public sealed class RoutingZeroCodeTests() : RoutingLaws(TraceForm.ZeroCode);
