namespace Tracing.Actors.Handlers;

public sealed class StashTests() : StashLaws(TraceForm.Explicit);
