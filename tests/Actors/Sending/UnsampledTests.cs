namespace Tracing.Actors.Sending;

public sealed class UnsampledTests() : UnsampledLaws(TraceForm.Explicit);
