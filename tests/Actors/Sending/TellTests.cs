namespace Tracing.Actors.Sending;

public sealed class TellTests() : TellLaws(TraceForm.Explicit);
