namespace Tracing.Actors.Handlers;

public sealed class FailureTests() : FailureLaws(TraceForm.Explicit);
