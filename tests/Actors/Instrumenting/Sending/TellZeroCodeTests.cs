using Tracing.Actors.Sending;

namespace Tracing.Actors.Instrumenting.Sending;

public sealed class TellZeroCodeTests() : TellLaws(TraceForm.ZeroCode);
