using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting.Handlers;

public sealed class StashZeroCodeTests() : StashLaws(TraceForm.ZeroCode);
