using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting.Handlers;

public sealed class LateWriteZeroCodeTests() : LateWriteLaws(TraceForm.ZeroCode);
