using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting.Handlers;

/// <summary>The same actors under a traced provider, which sees the timers too.</summary>
public sealed class EndlessTimerMixedTests() : EndlessTimerLaws(TraceForm.ZeroCode);
