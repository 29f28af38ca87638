using Tracing.Actors.Sending;

namespace Tracing.Actors.Instrumenting.Sending;

public sealed class UnsampledZeroCodeTests() : UnsampledLaws(TraceForm.ZeroCode);
