namespace Tracing.Actors.Sending;

public sealed class HashingTests() : HashingLaws(TraceForm.Explicit);
