namespace Tracing.Actors.Sending;

public sealed class StoppingTests() : StoppingLaws(TraceForm.Explicit);
