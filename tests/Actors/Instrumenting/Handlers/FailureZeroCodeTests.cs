using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting.Handlers;

public sealed class FailureZeroCodeTests() : FailureLaws(TraceForm.ZeroCode);
