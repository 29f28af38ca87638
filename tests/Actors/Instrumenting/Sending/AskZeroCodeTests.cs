using Tracing.Actors.Sending;

namespace Tracing.Actors.Instrumenting.Sending;

public sealed class AskZeroCodeTests() : AskLaws(TraceForm.ZeroCode);
