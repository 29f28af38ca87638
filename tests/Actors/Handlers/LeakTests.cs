namespace Tracing.Actors.Handlers;

public sealed class LeakTests() : LeakLaws(TraceForm.Explicit);
