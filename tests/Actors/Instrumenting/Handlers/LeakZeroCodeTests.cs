using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting.Handlers;

public sealed class LeakZeroCodeTests() : LeakLaws(TraceForm.ZeroCode);
