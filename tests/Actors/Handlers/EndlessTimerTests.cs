namespace Tracing.Actors.Handlers;

public sealed class EndlessTimerTests() : EndlessTimerLaws(TraceForm.Explicit);
