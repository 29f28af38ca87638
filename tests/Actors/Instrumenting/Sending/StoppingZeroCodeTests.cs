using Tracing.Actors.Sending;

namespace Tracing.Actors.Instrumenting.Sending;

public sealed class StoppingZeroCodeTests() : StoppingLaws(TraceForm.ZeroCode);
