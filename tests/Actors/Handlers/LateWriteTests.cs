namespace Tracing.Actors.Handlers;

public sealed class LateWriteTests() : LateWriteLaws(TraceForm.Explicit);
