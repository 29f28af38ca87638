namespace Tracing.Actors.Sending;

public sealed class AskTests() : AskLaws(TraceForm.Explicit);
